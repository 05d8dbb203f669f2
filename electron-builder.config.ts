import type { Configuration } from 'electron-builder'
import { nativeWords } from './src/main/native/words.ts'

/**
 * `[DT-10]` Where the app asks for newer versions of itself, and the key that they are signed with (`npm run sign-release --
 * --public`): a copy that is built without one of the two never asks. A repository on GitHub means its releases.
 */
const { BATCHDECK_UPDATE_URL: updateUrl, BATCHDECK_UPDATE_KEY: updateKey } = process.env
const [, owner, repo] = /^https:\/\/github\.com\/([\w.-]+)\/([\w.-]+)\/?$/.exec(updateUrl ?? '') ?? []
const publish: Configuration['publish'] =
  owner !== undefined && repo !== undefined
    ? { provider: 'github', owner, repo }
    : updateUrl
      ? { provider: 'generic', url: updateUrl }
      : null

/** Whose page the packages name: that of the repository they are built in, on GitHub; else that of the app's id. */
const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env
const homepage = server && repository ? `${server}/${repository}` : 'https://batchdeck.github.io'

/** Whether somebody gave a certificate of Apple's; where not, the app is signed by nobody in particular. */
const isSignedForMac = Boolean(process.env['CSC_LINK']) || Boolean(process.env['CSC_NAME'])

/** A certificate that Azure holds, in place of a file in `WIN_CSC_LINK`. */
const { AZURE_SIGN_ENDPOINT: endpoint, AZURE_SIGN_ACCOUNT: account, AZURE_SIGN_PROFILE: profile } = process.env
const publisherName = process.env['WINDOWS_PUBLISHER']
const azure =
  endpoint && account && profile && publisherName
    ? { endpoint, codeSigningAccountName: account, certificateProfileName: profile, publisherName }
    : null

/** The one package that is not in the bundles: it has native code, of which each platform gets its own. */
const sqlite = 'node_modules/better-sqlite3'
const addon = (name: string) => ({ from: sqlite, to: sqlite, filter: [`prebuilds/${name}.node`] })

/**
 * A list of targets: it opens with Batchdeck. What may be one, or anything else, is only offered to be opened with it: by
 * `mac`, `linux` and, on Windows, by resources/installer.nsh.
 */
const targetList = {
  ext: 'targets',
  description: 'Batchdeck target list',
  mimeType: 'application/vnd.batchdeck.targets',
  role: 'Viewer',
  rank: 'Owner',
  icon: 'icons/targets',
} as const

/**
 * `[DT-22]` What a desktop of Linux offers at the icon. Not whether notifications are paused: an entry cannot change. Only of
 * what is installed in a place that is known, so not of an AppImage.
 */
const actions = ['overview', 'alerts', 'import', 'reload'] as const
const desktop = {
  entry: { Actions: `${actions.join(';')};` },
  desktopActions: Object.fromEntries(
    actions.map((name) => [
      name,
      {
        Name: nativeWords.en.launcher[name],
        'Name[zh_CN]': nativeWords.zh.launcher[name],
        Exec: `/opt/Batchdeck/batchdeck --open=${name}`,
      },
    ]),
  ),
}

/**
 * `[PK-1]` `[PK-2]` What is packed, for whom and how: see docs/packages.md. `npm run package` builds by it and checks what
 * was made.
 */
const config: Configuration = {
  appId: 'io.github.batchdeck',
  productName: 'Batchdeck',
  copyright: 'Copyright © 2026 The Batchdeck authors',
  // Names of files without spaces: they go into addresses, shells and checksum files as they are.
  artifactName: 'batchdeck-${version}-${os}-${arch}.${ext}',
  directories: { output: 'dist', buildResources: 'resources' },

  // Everything but native code is in the bundles (electron.vite.config.ts): no package is collected, and no npm is asked.
  beforeBuild: async () => false,
  files: [
    'out/{main,preload,renderer}/**/*',
    'package.json',
    // What the demo fleet watches, and the icon of the window on Linux.
    'resources/demo-targets.txt',
    'resources/icons/png/256x256.png',
    {
      from: sqlite,
      to: sqlite,
      filter: ['package.json', 'lib/{index,binding,database,util,sqlite-error}.js', 'lib/methods/*.js'],
    },
  ],
  // Without what only the folder of the sources needs; scripts and devDependencies are left out anyway.
  extraMetadata: {
    homepage,
    ...(updateKey ? { updateKey } : {}),
    dependencies: null,
    optionalDependencies: null,
    bin: null,
  },
  // The terms are found without opening the archive, too.
  extraResources: ['LICENSE', 'THIRD-PARTY-NOTICES.txt'],
  asar: { smartUnpack: false },
  // The system loads native code, and it cannot look into an archive. Threads are loaded from inside.
  asarUnpack: ['**/*.node'],
  // Languages that the console speaks; the others are 30 MB of menus that nobody sees.
  electronLanguages: ['en', 'zh-CN'],

  electronFuses: {
    // Whoever can set the environment of the app must not make it a Node with the app's rights.
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    // On macOS and Windows; Electron for Linux has no such check.
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    // No cookie is set. If Chromium ever keeps one, not as text.
    enableCookieEncryption: true,
    // There is no snapshot of our own.
    loadBrowserProcessSpecificV8Snapshot: false,
    // The page is loaded from file:// and is made of modules, which Chromium loads from there by this alone.
    grantFileProtocolExtraPrivileges: true,
    resetAdHocDarwinSignature: process.platform === 'darwin' && !isSignedForMac,
  },

  protocols: [{ name: 'Batchdeck', schemes: ['batchdeck'] }],
  publish,

  win: {
    target: [
      { target: 'nsis', arch: ['x64', 'arm64'] },
      { target: 'portable', arch: ['x64', 'arm64'] },
    ],
    icon: 'resources/icons/icon.ico',
    ...(azure ? { azureSignOptions: azure } : {}),
    forceCodeSigning: azure !== null || Boolean(process.env['WIN_CSC_LINK']),
    files: [addon('win32-${arch}')],
    // The name is the key in the registry.
    fileAssociations: [{ ...targetList, name: 'Batchdeck.targets' }],
  },
  nsis: {
    // For the one who installs it, without a question and without an administrator.
    oneClick: true,
    perMachine: false,
    // One installer for each architecture: who downloads one does not download the other's.
    buildUniversalInstaller: false,
    artifactName: 'batchdeck-${version}-win-${arch}-setup.${ext}',
    // The database of the fleet outlives the app.
    deleteAppDataOnUninstall: false,
    include: 'resources/installer.nsh',
  },
  portable: { artifactName: 'batchdeck-${version}-win-${arch}-portable.${ext}', buildUniversalInstaller: false },

  mac: {
    target: [
      { target: 'dmg', arch: ['universal'] },
      // What the update takes.
      { target: 'zip', arch: ['universal'] },
    ],
    category: 'public.app-category.developer-tools',
    icon: 'resources/icons/icon.icns',
    // Both addons are in both halves, so that the halves are alike; each has code for one architecture.
    files: [addon('darwin-{x64,arm64}')],
    x64ArchFiles: '**/prebuilds/darwin-*.node',
    fileAssociations: [
      { ...targetList, name: 'Target list' },
      // Without an icon of its own: the packer cannot copy the same one twice.
      { ext: ['txt', 'csv', 'jsonl'], name: 'Text', role: 'Viewer', rank: 'Alternate' },
    ],
    // Fuses come into a program that is signed already: who has no certificate has it signed anew, by nobody, or it would not
    // start on Apple silicon (`electronFuses`).
    ...(isSignedForMac ? {} : { identity: null }),
    forceCodeSigning: isSignedForMac,
    hardenedRuntime: true,
    // Without an account (APPLE_ID) it is passed over.
    notarize: true,
  },
  dmg: { title: '${productName} ${version}' },

  toolsets: {
    // The runtime of old wants libfuse2, which Ubuntu has no more, and turns the sandbox off for everybody.
    appimage: '1.0.3',
  },
  linux: {
    target: [
      { target: 'AppImage', arch: ['x64', 'arm64'] },
      { target: 'deb', arch: ['x64', 'arm64'] },
      { target: 'rpm', arch: ['x64', 'arm64'] },
    ],
    executableName: 'batchdeck',
    icon: 'resources/icons/png',
    files: [addon('linux-${arch}')],
    category: 'Network;Monitor',
    synopsis: 'Operations console for a fleet of batch consumers',
    description: 'The monitor server, the hashing engine and the live view of a fleet of batch consumers, in one app.',
    maintainer: 'The Batchdeck authors <batchdeck@users.noreply.github.com>',
    vendor: 'The Batchdeck authors',
    // The file is named as windows name themselves, by `desktopName` of package.json.
    syncDesktopName: true,
    fileAssociations: [{ ...targetList, name: 'Batchdeck target list' }],
    mimeTypes: ['text/plain', 'text/csv', 'application/x-ndjson'],
  },
  deb: { desktop },
  rpm: { desktop },
}

export default config
