import type { Configuration } from 'electron-builder'

/** Where the app asks for newer versions of itself; without it a copy is built that never asks (DT-10). */
const updates = process.env['BATCHDECK_UPDATE_URL']
/** Whose releases it takes from there (`npm run sign-release -- --public`); without it, none. */
const updateKey = process.env['BATCHDECK_UPDATE_KEY']

/** Whose page the packages name: that of the repository they are built in, on GitHub; else that of the app's id. */
const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env
const homepage = server && repository ? `${server}/${repository}` : 'https://batchdeck.github.io'

/** The one package that is not in the bundles: it has native code, of which each platform gets its own. */
const sqlite = 'node_modules/better-sqlite3'
const addon = (name: string) => ({ from: sqlite, to: sqlite, filter: [`prebuilds/${name}.node`] })

/** Lists of targets open with Batchdeck by default; what others may open as well is only offered (see `mac`, `linux`). */
const targetList = {
  ext: 'targets',
  name: 'Target list',
  description: 'Batchdeck target list',
  mimeType: 'application/vnd.batchdeck.targets',
  role: 'Viewer',
  rank: 'Owner',
} as const

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
    dependencies: null,
    optionalDependencies: null,
    bin: null,
    ...(updateKey && { updateKey }),
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
  },

  fileAssociations: [targetList],
  protocols: [{ name: 'Batchdeck', schemes: ['batchdeck'] }],
  publish: updates ? { provider: 'generic', url: updates } : null,

  win: {
    target: [
      { target: 'nsis', arch: ['x64', 'arm64'] },
      { target: 'portable', arch: ['x64', 'arm64'] },
    ],
    icon: 'resources/icons/icon.ico',
    files: [addon('win32-${arch}')],
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
    fileAssociations: [{ ext: ['txt', 'csv', 'jsonl'], name: 'Target list', role: 'Viewer', rank: 'Alternate' }],
    hardenedRuntime: true,
    // Without the credentials of APPLE_API_KEY or APPLE_ID it is passed over.
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
    category: 'Development;Monitor',
    synopsis: 'Operations console for a fleet of batch consumers',
    description: 'The monitor server, the hashing engine and the live view of a fleet of batch consumers, in one app.',
    maintainer: 'The Batchdeck authors <batchdeck@users.noreply.github.com>',
    vendor: 'The Batchdeck authors',
    // The file is named as windows name themselves, by `desktopName` of package.json.
    syncDesktopName: true,
    mimeTypes: ['text/plain', 'text/csv', 'application/x-ndjson'],
  },
}

export default config
