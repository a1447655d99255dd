import type { Principal } from './principal.ts'

/** The values that record rules compare with; none where the caller has no such attribute. `tenant` is one by itself. */
export function attributeOf(
  { attributes, tenant }: Pick<Principal, 'attributes' | 'tenant'>,
  name: string,
): readonly string[] | 'ALL' {
  if (Object.hasOwn(attributes, name)) return attributes[name] ?? []
  return name === 'tenant' ? [tenant] : []
}
