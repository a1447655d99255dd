import { BadValueError } from '../../codecs/codec.ts'
import { decimal } from '../../codecs/numbers.ts'
import { refusing } from '../kit/refusing.ts'
import type { RecordAction } from '../writing.ts'
import type { WriteCalls } from '../write-calls.ts'
import type { EntitySet, EntitySetOptions } from './client.ts'
import { equalsCode, equalsGuid } from './odata.ts'
import type { RecordWrites } from './record-writes.ts'

interface StockWriting {
  /** The custom page's adjustments and changes; null: the company has none. */
  custom: { adjustments: EntitySet; writes: RecordWrites } | null
  failure: EntitySetOptions['failure']
}

export const adjustmentPaths: readonly (readonly string[])[] = [
  'itemId',
  'quantity',
  'externalDocumentNumber',
].map((name) => [name])

/** Lengths of the vendor's Code and of a description in its journals. */
const maxLocation = 10
const maxDescription = 100

/**
 * Stock is adjusted by a posted journal line, and API v2.0 has no item journal. A company that wants it publishes a custom
 * API page `stockAdjustments`, which posts what is inserted: `itemId`, `quantity` (the difference), `locationCode`,
 * `description`, and `externalDocumentNumber`, by which a repetition is found.
 */
export function stockWriting({ custom, failure }: StockWriting): WriteCalls {
  if (custom === null) {
    const reason =
      'Business Central API v2.0 has no item journal: publish stockAdjustments in a custom API page and name it in the option of that name'
    return { unavailableActions: { adjust: reason } }
  }
  const { adjustments, writes } = custom
  const refuse = refusing(failure)

  function bodyOf({ externalId, args, reference }: RecordAction): Record<string, unknown> {
    const { by, location, reason } = args
    try {
      const quantity = decimal({ as: 'number' }).encode(String(by)) as number
      if (quantity === 0) throw new BadValueError('expected a difference')
      return {
        itemId: externalId,
        quantity,
        ...(typeof location === 'string' && { locationCode: limited(location, maxLocation, 'location') }),
        ...(typeof reason === 'string' && { description: limited(reason, maxDescription, 'reason') }),
        externalDocumentNumber: reference,
      }
    } catch (error) {
      if (error instanceof BadValueError) throw refuse('VALIDATION', error.reason, 'by')
      throw error
    }
  }

  function limited(text: string, maxLength: number, field: string): string {
    if (text.length <= maxLength) return text
    throw refuse('VALIDATION', `more than ${maxLength} characters`, field)
  }

  return {
    actions: {
      adjust: {
        async run(action, call) {
          const body = bodyOf(action)
          const path = 'stockAdjustments'
          await writes.apply({ operation: 'createStockAdjustment', method: 'POST', path, body }, call)
          return { externalId: action.externalId }
        },
        async findApplied({ externalId, args, reference }, call) {
          const [byReference = ''] = equalsCode('externalDocumentNumber', [reference], reference.length)
          const referred = await adjustments.read({ filter: byReference }, call)
          if (referred.length > 0) return { externalId }
          // One without any reference may be the attempt's, if the page did not keep it.
          const [byItem = ''] = equalsGuid('itemId', [externalId])
          const unnamed = await adjustments.read(
            { filter: `${byItem} and externalDocumentNumber eq ''` },
            call,
          )
          return unnamed.some(({ quantity }) => quantity === Number(args.by)) ? 'UNKNOWN' : 'ABSENT'
        },
      },
    },
  }
}
