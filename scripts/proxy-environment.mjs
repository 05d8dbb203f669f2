/**
 * The variables by which Node finds the proxy that a person set, anywhere: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY in
 * either case, or `proxy`, `https-proxy`, `noproxy` and `cafile` of npm.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>} to add to the environment of a process
 */
export function proxyEnvironment(env) {
  const first = (...names) => names.map((name) => env[name]).find(Boolean)
  const all = first('ALL_PROXY', 'all_proxy', 'npm_config_proxy')
  const http = proxyUrl(first('http_proxy', 'HTTP_PROXY') ?? all)
  const https = proxyUrl(
    first('https_proxy', 'HTTPS_PROXY', 'npm_config_https_proxy', 'http_proxy', 'HTTP_PROXY') ?? all,
  )
  const except = first('no_proxy', 'NO_PROXY', 'npm_config_noproxy')
  const authority = first('NODE_EXTRA_CA_CERTS', 'npm_config_cafile')
  const found = {
    NODE_USE_ENV_PROXY: '1',
    // Companies that look into TLS have their authority in the system.
    NODE_USE_SYSTEM_CA: env.NODE_USE_SYSTEM_CA ?? '1',
    // Node prefers the lower ones; an invalid one would end it.
    http_proxy: http ?? '',
    https_proxy: https ?? '',
    HTTP_PROXY: http ?? '',
    HTTPS_PROXY: https ?? '',
    ...(except && { no_proxy: except, NO_PROXY: except }),
    ...(authority && { NODE_EXTRA_CA_CERTS: authority }),
  }
  return found
}

/** Node ends where a name or a password holds a `%` that encodes nothing. */
function encoded(address) {
  const likely = address.replaceAll(/%(?![\da-f]{2})/gi, '%25')
  try {
    decodeURIComponent(likely)
    return likely
  } catch {
    return address.replaceAll('%', '%25')
  }
}

/** `proxy:3128` is meant as `http://proxy:3128`. Null for what no proxy has. */
function proxyUrl(text) {
  if (!text) return null
  const address = /^[a-z][\w+.-]*:\/\//i.test(text) ? text.replace(/^socks5h:/i, 'socks5:') : `http://${text}`
  const url = encoded(address)
  return /^(https?|socks5?):\/\//i.test(url) && URL.canParse(url) ? url : null
}
