import type { Principal } from '../../../src/auth/principal.ts'
import type { Grants } from './grants.ts'
import type { Expected } from './model.ts'
import type { EntityRules, FieldRules, Rules } from './read-rules.ts'

/** What the model may be made to get wrong. A gateway that was wrong in this way would differ from the model just so. */
export interface Fault {
  rules?: (rules: Rules) => Rules
  principal?: (principal: Principal) => Principal
  grants?: (grants: Grants) => Grants
  expected?: (expected: Expected) => Expected
}

const always = () => [[]]

/** Faults that have been made elsewhere, and that the comparison has to find. */
export const faults: Readonly<Record<string, Fault>> = {
  'a role too many on one field': {
    rules: withField('Customer.creditLimit', ({ read }) => ({ read: [...read, 'SUPPORT'] })),
  },
  'a role too few on one field': {
    rules: withField('Customer.vipLevel', ({ read }) => ({
      read: read.filter((role) => role !== 'FRONTDESK'),
    })),
  },
  'a field that takes its type’s access instead of its own': {
    rules: withField('Order.invoicedAmount', () => ({
      read: ['SUPPORT', 'SALES', 'FINANCE', 'DEVELOPER', 'SELF'],
    })),
  },
  'a field of a value’s record that nobody guards': {
    rules: withField('InventoryItem.unitPrice', ({ read }) => ({ read: [...read, 'FRONTDESK'] })),
  },
  'a collection that is open': {
    rules: withField('Customer.bookings', ({ read }) => ({ read: [...read, 'SALES'] })),
  },
  'a record rule that is forgotten': { rules: withEntity('Booking', () => ({ restrictions: [] })) },
  'a rule over a reference that is forgotten': { rules: withEntity('Order', () => ({ restrictions: [] })) },
  'a rule that compares with another attribute': {
    rules: withEntity('Customer', ({ restrictions }) => ({
      restrictions: restrictions.map((one) => ({ ...one, attribute: 'properties' })),
    })),
  },
  'an owner of bookings whom nobody knows': { rules: withEntity('Booking', () => ({ self: null })) },
  'a customer who is everybody’s own': {
    grants: (grants) => ({
      ...grants,
      visible: (entity) => (entity.name === 'Customer' ? [[]] : grants.visible(entity)),
    }),
  },
  'a guard that always lets through': {
    grants: (grants) => ({ ...grants, read: (field) => (grants.read(field).length > 0 ? [[]] : []) }),
  },
  'a mask that is the identity': {
    grants: (grants) => ({ ...grants, read: (field) => [...grants.read(field), ...grants.masked(field)] }),
  },
  'a mask that hides nothing of its own': {
    expected: (expected) => ({ ...expected, masks: new Map() }),
  },
  'filters and orders that are not checked': { grants: (grants) => ({ ...grants, compare: always }) },
  'a look-up by a key that one may not read': { grants: (grants) => ({ ...grants, lookUp: always }) },
  'edges that are not left out': { grants: (grants) => ({ ...grants, listed: always }) },
  'a root field’s own list that is not read': { grants: (grants) => ({ ...grants, root: () => true }) },
  'scopes that bound nothing': { principal: (principal) => ({ ...principal, scopes: 'ALL' }) },
  'an attribute that is missing and counts as all': {
    principal: (principal) => ({
      ...principal,
      attributes: { properties: 'ALL', accounts: 'ALL', ...principal.attributes },
    }),
  },
  'a customer who is taken for another': {
    principal: (principal) =>
      principal.customer
        ? { ...principal, customer: { system: 'CRM', externalId: 'crm-customer-3' } }
        : principal,
  },
  'a record read that nobody needs': { expected: (expected) => ({ ...expected, tolerated: new Set() }) },
  'an error that is swallowed': {
    expected: (expected) => ({ ...expected, errors: expected.errors.slice(1) }),
  },
}

function withField(
  coordinate: string,
  change: (field: FieldRules) => Partial<FieldRules>,
): (rules: Rules) => Rules {
  const [entityName, fieldName] = coordinate.split('.') as [string, string]
  return withEntity(entityName, ({ fields }) => {
    const field = fields.get(fieldName)!
    return { fields: new Map(fields).set(fieldName, { ...field, ...change(field) }) }
  })
}

function withEntity(
  name: string,
  change: (entity: EntityRules) => Partial<EntityRules>,
): (rules: Rules) => Rules {
  return (rules) => {
    const entity = rules.entities.get(name)!
    return { ...rules, entities: new Map(rules.entities).set(name, { ...entity, ...change(entity) }) }
  }
}
