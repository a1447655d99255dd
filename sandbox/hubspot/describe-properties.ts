import { propertyDefinitions, type PropertyDefinition, type PropertyType } from './contact.ts'

/** A property as the properties API describes it; labels are made of the names. */
export function describeProperties(): Record<string, unknown> {
  return {
    results: Object.entries(propertyDefinitions).map(([name, definition], index) =>
      describeProperty(name, definition, index),
    ),
  }
}

function describeProperty(
  name: string,
  { type, options = [], readOnly = false }: PropertyDefinition,
  displayOrder: number,
): Record<string, unknown> {
  // What is calculated cannot be set, and of this portal's what cannot be set is calculated or HubSpot's own.
  const calculated = name.startsWith('hs_') && readOnly
  return {
    name,
    label: labelOf(name),
    type: describedTypes[type],
    fieldType: fieldTypes[type],
    description: '',
    groupName: 'contactinformation',
    options: options.map((value, order) => ({
      label: labelOf(value),
      value,
      displayOrder: order,
      hidden: false,
    })),
    displayOrder,
    calculated,
    externalOptions: false,
    archived: false,
    hasUniqueValue: name === 'email',
    hidden: false,
    hubspotDefined: !/^(utm_|vip_|(email|sms)_consent|consent_)/.test(name),
    formField: !readOnly,
    modificationMetadata: { archivable: false, readOnlyDefinition: true, readOnlyValue: readOnly },
  }
}

/** An address is text to the properties API. */
const describedTypes: Readonly<Record<PropertyType, string>> = {
  string: 'string',
  email: 'string',
  number: 'number',
  bool: 'bool',
  enumeration: 'enumeration',
  datetime: 'datetime',
}

const fieldTypes: Readonly<Record<PropertyType, string>> = {
  string: 'text',
  email: 'text',
  number: 'number',
  bool: 'booleancheckbox',
  enumeration: 'select',
  datetime: 'date',
}

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
