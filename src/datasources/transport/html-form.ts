import { decodeEntities } from './html-text.ts'

/**
 * What a form on a page of HTML would send as it stands, for systems that are written to by their pages: the form that has a
 * field of this name, with its hidden fields, texts, ticked boxes and chosen options. Buttons are left out, for they are pressed.
 * Null: there is no such form.
 */
export function readHtmlForm(page: string, fieldName: string): Record<string, string> | null {
  const [form] = page
    .split(/<form\b/i)
    .slice(1)
    .map((part) => part.split(/<\/form\s*>/i)[0] ?? '')
    .filter((part) => fieldsOf(part).some(({ name }) => name === fieldName))
  if (form === undefined) return null
  const sent = fieldsOf(form).filter(({ isSent }) => isSent)
  return Object.fromEntries(sent.map(({ name, value }) => [name, value]))
}

/** A hidden field of any form on a page, such as a transaction that the next form has to name. Null: there is none, or it is empty. */
export function readHiddenField(page: string, name: string): string | null {
  const field = inputsOf(page).find((one) => one.name === name && one.type === 'hidden')
  return field === undefined || field.value === '' ? null : field.value
}

interface Field {
  name: string
  value: string
  isSent: boolean
}

function fieldsOf(form: string): Field[] {
  const inputs = inputsOf(form).map(({ name, value, type, isTicked }) => {
    const isBox = type === 'checkbox' || type === 'radio'
    const isButton = /^(?:submit|button|image|reset|file)$/.test(type)
    return { name, value: isBox && value === '' ? 'on' : value, isSent: !isButton && (!isBox || isTicked) }
  })
  const texts = elementsOf(form, 'textarea').map(({ name, content }) => ({
    name,
    // The line break behind the tag is none of the text.
    value: decodeEntities(content.replace(/^\r?\n/, '')),
    isSent: true,
  }))
  const choices = elementsOf(form, 'select').map(({ name, content }) => ({
    name,
    value: chosenOption(content),
    isSent: true,
  }))
  return [...inputs, ...texts, ...choices]
}

function inputsOf(html: string) {
  return [...html.matchAll(/<input\b([^>]*)>/gi)].flatMap(([, attributes = '']) => {
    const name = attribute(attributes, 'name')
    if (name === null) return []
    const type = attribute(attributes, 'type')?.toLowerCase() ?? 'text'
    const isTicked = /(?:^|\s)checked(?=[\s=/]|$)/i.test(attributes)
    return [{ name, type, isTicked, value: attribute(attributes, 'value') ?? '' }]
  })
}

function elementsOf(html: string, tag: 'textarea' | 'select') {
  const elements = html.matchAll(new RegExp(`<${tag}\\b([^>]*)>([^]*?)</${tag}\\s*>`, 'gi'))
  return [...elements].flatMap(([, attributes = '', content = '']) => {
    const name = attribute(attributes, 'name')
    return name === null ? [] : [{ name, content }]
  })
}

/** The first one where none is marked, as browsers have it. */
function chosenOption(content: string): string {
  const options = [...content.matchAll(/<option\b([^>]*)>([^<]*)/gi)].map(
    ([, attributes = '', text = '']) => ({
      isChosen: /(?:^|\s)selected(?=[\s=/]|$)/i.test(attributes),
      value: attribute(attributes, 'value') ?? decodeEntities(text.trim()),
    }),
  )
  return (options.find(({ isChosen }) => isChosen) ?? options[0])?.value ?? ''
}

function attribute(attributes: string, name: string): string | null {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(attributes)
  return found ? decodeEntities(found[1] ?? found[2] ?? '') : null
}
