interface Named {
  readonly name: string | null
  readonly url: string
  readonly ssh: string | null
}

/** What another monitor is called: its own name, or `deck.example:8443`, with the SSH host it is behind. */
export function monitorLabel({ name, url, ssh }: Named): string {
  return name ?? `${url.replace(/^https?:\/\//, '')}${ssh === null ? '' : ` · ${ssh}`}`
}

/** The same address behind another SSH host is another monitor. */
export function monitorId({ url, ssh }: Pick<Named, 'url' | 'ssh'>): string {
  return ssh === null ? url : `ssh://${ssh}/${url}`
}

/** What {@link monitorId} was made of. */
export function monitorOfId(id: string): Pick<Named, 'url' | 'ssh'> {
  const [, ssh = null, url = id] = /^ssh:\/\/([^/]+)\/(.*)$/.exec(id) ?? []
  return { url, ssh }
}
