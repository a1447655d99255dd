/** Whether tokens may be trusted for what is read from there: https, or plain http that does not leave the machine. */
export function isSafeUrl(text: string): boolean {
  const url = URL.parse(text)
  if (url?.username !== '' || url.password !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))
}

/** An address that an issuer names may be anywhere but on the gateway's own machine, unless the issuer is there too. */
export function isSafeUrlOf(issuer: string, text: string): boolean {
  return isSafeUrl(text) && (!isLoopback(new URL(text)) || isLoopback(new URL(issuer)))
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
