import { print, type FieldNode } from 'graphql'

const texts = new WeakMap<FieldNode, string>()
const keys = new WeakMap<FieldNode, string>()

/** Arguments as written, e.g. `(first: 5)`, in one order; empty where there are none. */
export function argumentsText(node: FieldNode): string {
  const known = texts.get(node)
  if (known !== undefined) return known
  const text = node.arguments?.length ? `(${node.arguments.map(print).sort().join(', ')})` : ''
  texts.set(node, text)
  return text
}

/**
 * Names a field with its arguments, so that a resolver finds what the engine loaded for it: within one operation, whose
 * variables are the same everywhere, what is written the same asks for the same.
 */
export function stepKeyOf(node: FieldNode | undefined): string {
  if (!node) return ''
  const known = keys.get(node)
  if (known !== undefined) return known
  const key = node.name.value + argumentsText(node)
  keys.set(node, key)
  return key
}
