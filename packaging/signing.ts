import type { PackedPlatform } from './packed-app.ts'

/** What certificates and the accounts of those who check signatures are given by. */
const variables = [
  'CSC_LINK',
  'CSC_NAME',
  'CSC_KEY_PASSWORD',
  'APPLE_ID',
  'APPLE_APP_SPECIFIC_PASSWORD',
  'APPLE_TEAM_ID',
  'WIN_CSC_LINK',
  'WIN_CSC_KEY_PASSWORD',
  'AZURE_TENANT_ID',
  'AZURE_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
  'AZURE_SIGN_ENDPOINT',
  'AZURE_SIGN_ACCOUNT',
  'AZURE_SIGN_PROFILE',
  'WINDOWS_PUBLISHER',
  'BATCHDECK_UPDATE_URL',
  'BATCHDECK_UPDATE_KEY',
]

/**
 * Takes away what is empty: a workflow sets every variable, and leaves those empty for which it has no secret. The packer would
 * take an empty one for a certificate that cannot be read.
 */
export function dropEmpty(env: NodeJS.ProcessEnv): void {
  for (const name of variables) if (env[name] === '') delete env[name]
}

/** What whoever installs it will be warned of, a sentence each. */
export function unsigned(platform: PackedPlatform, env: NodeJS.ProcessEnv): string[] {
  if (platform === 'win32' && !env['WIN_CSC_LINK'] && !env['AZURE_SIGN_ENDPOINT']) {
    return ['Not signed: Windows will warn of it. WIN_CSC_LINK or AZURE_SIGN_ENDPOINT gives the certificate.']
  }
  if (platform !== 'darwin') return []
  if (!env['CSC_LINK'] && !env['CSC_NAME']) {
    return ['Not signed: macOS opens it only where its user allows it. CSC_LINK gives the certificate.']
  }
  return env['APPLE_ID']
    ? []
    : ['Not notarised: macOS opens it only where its user allows it. APPLE_ID gives the account.']
}
