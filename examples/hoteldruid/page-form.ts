/** What stands in a page's form that has a field of this name, as a browser would send it; null: there is no such form. */
export function readForm(page: string, marker: string): Record<string, string> | null {
  const form = page
    .split(/<form\b/)
    .find((part) => part.includes(`name="${marker}"`))
    ?.split('</form>')[0]
  if (form === undefined) return null
  const fields: Record<string, string> = {}
  for (const [, tag = '', attributes = ''] of form.matchAll(/<(input|textarea|select)\b([^>]*)>/g)) {
    const name = attribute(attributes, 'name')
    if (name === null || (tag === 'input' && isUnsent(attributes))) continue
    fields[name] = tag === 'input' ? (attribute(attributes, 'value') ?? '') : ''
  }
  for (const [, name = '', text = ''] of form.matchAll(
    /<textarea\b[^>]*name="([^"]+)"[^>]*>([^]*?)<\/textarea>/g,
  ))
    fields[name] = decoded(text)
  for (const [, name = '', options = ''] of form.matchAll(
    /<select\b[^>]*name="([^"]+)"[^>]*>([^]*?)<\/select>/g,
  ))
    fields[name] = decoded(
      /<option value="([^"]*)"[^>]* selected/.exec(options)?.[1] ??
        /<option value="([^"]*)"/.exec(options)?.[1] ??
        '',
    )
  return fields
}

/** A field that a page carries along for the next form. */
export function hiddenField(page: string, name: string): string | null {
  return new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? null
}

function isUnsent(attributes: string): boolean {
  const type = attribute(attributes, 'type') ?? 'text'
  return (
    /^(?:submit|button|image|file)$/.test(type) ||
    (/^(?:checkbox|radio)$/.test(type) && !/\bchecked\b/.test(attributes))
  )
}

function attribute(attributes: string, name: string): string | null {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1]
  return value === undefined ? null : decoded(value)
}

const characters: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  '#039': "'",
  nbsp: ' ',
  amp: '&',
}

function decoded(text: string): string {
  return text.replaceAll(
    /&(lt|gt|quot|#039|nbsp|amp);/g,
    (entity, name: string) => characters[name] ?? entity,
  )
}
