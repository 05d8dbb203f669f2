/**
 * Short names of chains (ERC-3770), and what people write in their place. They come and go: another one is a chain as well,
 * but may be a word that has come in front of an address by mistake.
 */
const known: ReadonlySet<string> = new Set(
  [
    'eth ethereum mainnet erc20 sep sepolia goerli gor holesky hoodi',
    'oeth op optimism arb arb1 arbitrum arb-nova nova base basesep base-sepolia',
    'bnb bsc bep20 bnbt opbnb matic pol polygon zkevm avax avalanche avaxc ava fuji ftm fantom sonic',
    'gno xdai gnosis celo one harmony movr moonriver mbeam glmr moonbeam cro cronos aurora metis boba',
    'zksync zksync-era era linea scr scroll blast mantle mnt mode manta taiko fraxtal frax zora degen world worldchain',
    'unichain ink soneium abstract abs bera berachain hyperevm hyperliquid hype plasma monad katana lisk swellchain',
    'kava canto klaytn kaia klay okt okc okx okb heco ht core btt kcc iotex iotx fuse evmos astar astr shiden sdn',
    'rsk rootstock tlos telos vlx velas wan wanchain etc etclassic pulse pls pulsechain dogechain flr flare sgb songbird',
    'xdc eos wemix conflux cfx merlin bsquared bob bitlayer core-dao sei zircuit story cyber redstone apechain ape immutable imx',
    'ronin ron beam sxr meter syscoin sys milkomeda energi oasis emerald sapphire palm fil filecoin tron trx',
  ].flatMap((names) => names.split(' ')),
)
const caip = /^eip155:[1-9][0-9]{0,31}$/

/** Whether a chain is one that is known by its short name, or named by its number (CAIP-2). */
export function isKnownChain(chain: string): boolean {
  const plain = chain.toLowerCase()
  return known.has(plain) || caip.test(plain)
}
