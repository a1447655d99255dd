import type { Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import { valueAt } from '../mapping.ts'
import { readMergeWrite } from '../kit/read-merge-write.ts'
import { refusing } from '../kit/refusing.ts'
import type { WriteCalls } from '../write-calls.ts'
import type { RawRecord, TrytonClient } from './client.ts'
import { findRecord, stampOf } from './look-ups.ts'
import type { Command } from './record-changes.ts'

const productPaths = ['_timestamp', 'template._timestamp']

/**
 * Products are made by the people who buy them; what is sold under which name and price may be changed. Both stand in the
 * template, so all of its variants have them, and it is written with the product in it, whose stamp moves so.
 */
export function itemWriting(client: TrytonClient, failure: DatasourceTools['failure']): WriteCalls {
  const refuse = refusing(failure)
  const products = client.model('product.product', productPaths)

  async function write(id: number, fields: object, product: RawRecord, call: Call): Promise<void> {
    const templateId = Number(valueAt(product, ['template.', 'id']))
    const stamps = {
      [`product.product,${id}`]: stampOf(product),
      [`product.template,${templateId}`]: valueAt(product, ['template.', '_timestamp']),
    }
    const touched: Command = ['write', [id], {}]
    const values = { ...fields, products: [touched] }
    await client.change('product.template.write', [[templateId], values], call, { _timestamp: stamps })
  }

  return {
    readOnly: {
      sku: 'Tryton makes it of the codes of the template and the variant',
      category: 'it decides how the item is posted: Tryton alone changes it',
      unit: 'quantities on hand are counted in it',
      updatedAt: 'Tryton stamps it',
    },
    check(_kind, values) {
      const field = ['name', 'unitPrice'].find((name) => values[name] === null)
      return field === undefined ? null : { field, message: 'Tryton keeps no product without it.' }
    },
    patch: {
      isConditional: true,
      async run({ externalId, fields, ifVersion }, call) {
        const id = Number(externalId)
        const merging = {
          ifVersion,
          load: () => findRecord(products, id, refuse, call),
          versionOf: stampOf,
          conflict: () => refuse('CONFLICT'),
        }
        await readMergeWrite(merging, (product) => write(id, fields, product, call))
        return { externalId }
      },
    },
  }
}
