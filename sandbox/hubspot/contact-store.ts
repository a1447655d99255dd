import type { Contact } from './contact.ts'
import { propertyDefinitions } from './contact.ts'
import { ContactFailure, contactNotFound, invalid } from './failures.ts'

/** What one call has set, as the vendor's property history has it. */
export interface ContactChange {
  contactId: string
  properties: Record<string, string>
}

export interface ContactStore {
  records: Map<string, Contact>
  /** Updates in the order in which they were made. */
  changes: Map<string, ContactChange>
  /** By HubSpot id, or by a property with unique values (email). Follows merges. */
  find(id: string, idProperty?: string): Contact | null
  /** @throws ContactFailure */
  create(properties: Record<string, string>): Contact
  /** An empty text clears a property. @throws ContactFailure */
  update(contact: Contact, properties: Record<string, string>): Contact
  archive(contact: Contact): void
  /** @throws ContactFailure */
  merge(primaryId: string, mergedId: string): Contact
  /** Rebuilds what is derived from the records. */
  index(): void
}

/** @param now milliseconds since 1970 */
export function createContactStore(records: Map<string, Contact>, now: () => number): ContactStore {
  /** Lower-case e-mail → id, of the contacts that are not archived; merged addresses lead to the survivor. */
  const idByEmail = new Map<string, string>()
  const changes = new Map<string, ContactChange>()
  let lastId = 0

  function emailsOf(contact: Contact): string[] {
    const { email, hs_additional_emails: additional } = contact.properties
    return [email ?? '', ...(additional?.split(';') ?? [])].filter(Boolean).map((one) => one.toLowerCase())
  }

  function index(): void {
    idByEmail.clear()
    for (const contact of records.values()) {
      lastId = Math.max(lastId, Number(contact.id))
      if (!contact.archivedAt) for (const email of emailsOf(contact)) idByEmail.set(email, contact.id)
    }
  }

  function find(id: string, idProperty = 'hs_object_id'): Contact | null {
    if (idProperty !== 'hs_object_id' && idProperty !== 'email') {
      throw invalid(`Property '${idProperty}' is not a unique identifier of contacts`)
    }
    const found = records.get(idProperty === 'email' ? (idByEmail.get(id.toLowerCase()) ?? '') : id)
    return found?.mergedInto ? find(found.mergedInto) : (found ?? null)
  }

  function refuseTaken(email: string | undefined, self: string | null): void {
    const taken = email && idByEmail.get(email.toLowerCase())
    if (!taken || taken === self) return
    const message = `Contact already exists. Existing ID: ${taken}`
    throw new ContactFailure({ status: 409, category: 'CONFLICT', message })
  }

  /** Later than the change before, even within one millisecond: callers compare it to see changes. */
  function stamp(previous?: string): string {
    return new Date(previous ? Math.max(now(), Date.parse(previous) + 1) : now()).toISOString()
  }

  function put(contact: Contact): Contact {
    for (const email of emailsOf(records.get(contact.id) ?? contact)) idByEmail.delete(email)
    records.set(contact.id, contact)
    if (!contact.archivedAt) for (const email of emailsOf(contact)) idByEmail.set(email, contact.id)
    return contact
  }

  index()
  return {
    records,
    changes,
    find,
    index,
    create(properties) {
      checkValues(properties)
      refuseTaken(properties.email, null)
      lastId += 1
      const createdAt = stamp()
      const life = { createdAt, updatedAt: createdAt, archivedAt: null, mergedInto: null }
      return put({
        id: String(lastId),
        properties: withoutEmpty({ lifecyclestage: 'lead', ...properties }),
        ...life,
      })
    },
    update(contact, properties) {
      checkValues(properties)
      refuseTaken(properties.email, contact.id)
      const merged = withoutEmpty({ ...contact.properties, ...properties })
      changes.set(String(changes.size + 1), { contactId: contact.id, properties })
      return put({ ...contact, properties: merged, updatedAt: stamp(contact.updatedAt) })
    },
    archive(contact) {
      const at = stamp(contact.updatedAt)
      put({ ...contact, archivedAt: at, updatedAt: at })
    },
    merge(primaryId, mergedId) {
      const primary = find(primaryId)
      const merged = find(mergedId)
      if (!primary || !merged || primary.archivedAt || merged.archivedAt) throw contactNotFound()
      if (primary.id === merged.id) throw invalid('A contact cannot be merged with itself')
      const at = stamp(primary.updatedAt)
      put({ ...merged, archivedAt: at, updatedAt: at, mergedInto: primary.id })
      const properties = {
        ...merged.properties,
        ...primary.properties,
        hs_additional_emails: [...new Set([...emailsOf(primary).slice(1), ...emailsOf(merged)])].join(';'),
        hs_merged_object_ids: [primary.properties.hs_merged_object_ids, merged.id].filter(Boolean).join(';'),
      }
      return put({ ...primary, properties: withoutEmpty(properties), updatedAt: at })
    },
  }
}

function withoutEmpty(properties: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ''))
}

function checkValues(properties: Record<string, string>): void {
  const problems = Object.entries(properties).flatMap(([name, value]) => {
    const problem = problemOf(name, value)
    return problem ? [{ ...problem, in: name }] : []
  })
  if (problems.length > 0) {
    throw invalid(
      `Property values were not valid: ${problems.map(({ message }) => message).join('; ')}`,
      problems,
    )
  }
}

function problemOf(name: string, value: string): { message: string; code: string } | null {
  const definition = Object.hasOwn(propertyDefinitions, name) ? propertyDefinitions[name] : undefined
  if (!definition) return { message: `Property "${name}" does not exist`, code: 'PROPERTY_DOESNT_EXIST' }
  if (definition.readOnly) return { message: `"${name}" is a read only property`, code: 'READ_ONLY_VALUE' }
  if (value === '') return null
  if (definition.type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) {
    return { message: `Email address ${value} is invalid`, code: 'INVALID_EMAIL' }
  }
  if (definition.options && !definition.options.includes(value)) {
    const options = definition.options.join(', ')
    return { message: `${value} was not one of the allowed options: [${options}]`, code: 'INVALID_OPTION' }
  }
  return value.length > 65_536 ? { message: `"${name}" is too long`, code: 'INVALID_LENGTH' } : null
}
