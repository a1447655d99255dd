import { z } from 'zod'
import { adviseName } from '../schema/suggest-name.ts'

/** A config problem without its place in the file. */
export interface ConfigIssue {
  path: readonly PropertyKey[]
  message: string
}

/** What zod found, in words, one entry a mistake: unknown keys one by one, each with the key that was probably meant. */
export function describeIssues(schema: z.ZodType, error: z.ZodError): ConfigIssue[] {
  return error.issues.flatMap((issue): ConfigIssue[] => {
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, issue.path)
      return issue.keys.map((key) => describeUnknownKey([...issue.path, key], known))
    }
    const where = issue.path.length === 0 ? 'The config' : issue.path.join('.')
    return [{ path: issue.path, message: `${where}: ${issue.message}.` }]
  })
}

function describeUnknownKey(path: readonly PropertyKey[], known: readonly string[]): ConfigIssue {
  const advice = adviseName(String(path.at(-1)), known)
  return { path, message: `${path.join('.')}: there is no such option; ${advice}.` }
}

/** The keys of the object that stands at a path of the schema. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema
  for (const key of path) {
    const inner = unwrap(current)
    if (inner instanceof z.ZodObject) current = (inner.shape as Record<PropertyKey, unknown>)[key]
    else if (inner instanceof z.ZodRecord) current = inner.valueType
    else if (inner instanceof z.ZodArray) current = inner.element
    else return []
  }
  const object = unwrap(current)
  return object instanceof z.ZodObject ? Object.keys(object.shape) : []
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema
}
