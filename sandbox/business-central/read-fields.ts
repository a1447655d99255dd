import { isObject, parseObject } from '../kit/parse-object.ts'
import type { JsonObject } from '../kit/parse-object.ts'
import { absentValue } from './complete-record.ts'
import type { BcRecord, EntitySet, Field } from './entity-sets.ts'
import { badRequest, failure } from './failures.ts'
import { guidPattern } from './odata-filter.ts'

export function readBody(text: string): JsonObject {
  const body = parseObject(text)
  if (!body) throw badRequest('The request body is not a JSON object.')
  return body
}

/**
 * The fields of a POST or PATCH body, checked against their types. Annotations (`@odata.…`) are passed over, null
 * means absent; `nested` names a member that is read apart.
 *
 * @throws ReplyError 400 for unknown and read-only properties and for values of the wrong type or length
 */
export function readFields(body: JsonObject, set: EntitySet, nested?: string): BcRecord {
  const fields: BcRecord = {}
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@') || name === nested) continue
    const field = Object.hasOwn(set.fields, name) ? set.fields[name] : undefined
    if (!field) throw badRequest(`The property '${name}' does not exist on type 'Microsoft.NAV.${set.type}'.`)
    if (!field.writable) throw badRequest(`The property '${name}' is read-only.`)
    fields[name] = value === null ? absentValue(field) : readValue(name, value, field)
  }
  return fields
}

export function readNested(body: JsonObject, name: string): JsonObject[] {
  const value = body[name]
  if (value === undefined) return []
  if (!Array.isArray(value) || !value.every(isObject))
    throw badRequest(`The property '${name}' must be an array of objects.`)
  return value
}

function readValue(name: string, value: unknown, field: Field): string | number | boolean {
  const wrong = () => badRequest(`Cannot convert the value of the property '${name}' to type ${field.type}.`)
  switch (field.type) {
    case 'decimal':
    case 'integer':
      if (typeof value !== 'number' || (field.type === 'integer' && !Number.isInteger(value))) throw wrong()
      return value
    case 'boolean':
      if (typeof value !== 'boolean') throw wrong()
      return value
    case 'guid':
      if (typeof value !== 'string' || !guidPattern.test(value)) throw wrong()
      return value.toLowerCase()
    case 'date':
      if (typeof value !== 'string' || !isDate(value)) throw wrong()
      return value
    case 'datetime':
      if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) throw wrong()
      return value
    case 'enum':
      return readMember(value, field) ?? raise(wrong())
    case 'text':
      if (typeof value !== 'string') throw wrong()
      return readText(name, value, field)
  }
}

function readText(name: string, value: string, field: Field): string {
  if (field.maxLength !== undefined && value.length > field.maxLength) {
    const message = `The length of '${name}' is ${value.length}, but it must be at most ${field.maxLength} characters.`
    throw failure(400, 'Application_StringExceededLength', message)
  }
  return field.code ? value.toUpperCase() : value
}

/** Members are taken as OData encodes them (`_x0020_`) and as people write them (` `). */
function readMember(value: unknown, field: Field): string | undefined {
  return field.members?.find((member) => member === value || decodeMember(member) === value)
}

function decodeMember(member: string): string {
  return member.replaceAll(/_x([0-9A-F]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

function isDate(text: string): boolean {
  const parsed = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text) && text.length === 10
}

function raise(error: Error): never {
  throw error
}
