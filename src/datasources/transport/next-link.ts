/**
 * The parameters of a link to the next reply. Its address is never followed, since a reply must not choose where credentials are
 * sent: it may only be the system's own. Null for a link to another origin, and for what is no link.
 */
export function readNextLink(link: string, baseUrl: string): URLSearchParams | null {
  const url = URL.canParse(link, baseUrl) ? new URL(link, baseUrl) : null
  return url?.origin === new URL(baseUrl).origin ? url.searchParams : null
}

const linkValue = /<([^<>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:"[^"]*"|[^\s",;]+))?)*)/g
const linkParameter = /;\s*([\w*-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s",;]+)))?/g

/** The target of `rel="next"` in a header `Link` (RFC 8288); null where it has none. */
export function nextOfLinkHeader(header: string | undefined): string | null {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(linkValue))
    for (const [, name = '', quoted, bare = ''] of parameters.matchAll(linkParameter))
      if (name.toLowerCase() === 'rel' && (quoted ?? bare).toLowerCase().split(/\s+/).includes('next'))
        return target
  return null
}

/** How many records there are in all, of a header such as `X-Total-Count`; undefined where it does not say. */
export function readTotal(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header.trim()) ? Number(header) : undefined
}
