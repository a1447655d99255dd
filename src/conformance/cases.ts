import type { CaseContext } from './subject.ts'
import { checkActions } from './action-cases.ts'
import { checkChanges } from './change-cases.ts'
import { checkCreates, checkLostCreate, checkRemoval } from './create-cases.ts'
import { checkFailures } from './failure-cases.ts'
import { checkLimits } from './limit-cases.ts'
import { checkFilters, checkPlaces, checkSorts, checkVisits } from './list-cases.ts'
import {
  checkFullBatches,
  checkHostileIds,
  checkIds,
  checkKeys,
  checkUnknownIds,
  checkUnknownKeys,
} from './look-up-cases.ts'
import {
  checkLostPatch,
  checkOldVersions,
  checkPatches,
  checkRefusedValues,
  checkSettable,
  checkTriedValues,
  checkUnknownRecords,
} from './patch-cases.ts'
import { checkBatchPages, checkParents } from './reference-cases.ts'
import { checkCoverage, checkFields, checkForms, checkWriting } from './value-cases.ts'

export type Check = (context: CaseContext) => void | Promise<void>

/** The suite, in the order of a report. */
export const readCases = {
  'the fixtures exercise every look-up that is declared': checkCoverage,
  'every field that the system owns is mapped or declared unavailable': checkFields,
  'values have the form that the SDL gives them': checkForms,
  'what the mapping writes, it reads back': checkWriting,
  'records are found by id, in any order and once however often they are asked for': checkIds,
  'as many ids as a call takes are answered whole': checkFullBatches,
  'unknown ids are left out': checkUnknownIds,
  'hostile ids give nothing, reach nothing else and harm no others': checkHostileIds,
  'records are found by key, however the system spells it': checkKeys,
  'unknown and hostile keys give nothing, reach nothing else and harm no others': checkUnknownKeys,
  'records by reference belong to their parent, and their pages join': checkParents,
  'a batch of parents gives the pages that each parent gives alone': checkBatchPages,
  'a list visits every record once, whatever the size of its pages': checkVisits,
  'a page of a list can begin after any record': checkPlaces,
  'filters give what they say': checkFilters,
  'sorts give the same records, in order': checkSorts,
  'whoever keeps up with changes misses none, whatever is changed meanwhile': checkChanges,
  'no more is under way at once, and no more asked for in one request, than the vendor allows': checkLimits,
  'a failure is a GatewayError of its kind that gives nothing away, and is over with its cause':
    checkFailures,
} satisfies Record<string, Check>

/** What the write engine relies on, for every kind of record that can be changed. */
export const writeCases = {
  'the fixtures exercise every field that can be set, and the others say why they cannot': checkSettable,
  'every field that can be set is tried with none, and a text with other letters': checkTriedValues,
  'what is patched reads back as it was written, and nothing else changes': checkPatches,
  'a patch of an old version is a conflict and changes nothing': checkOldVersions,
  'a patch whose answer was lost is in doubt, and sent again it does no harm': checkLostPatch,
  'a new record has the values that it was given': checkCreates,
  'a new record whose answer was lost is found again, and there is one': checkLostCreate,
  'what was made can be taken back, and taken back again': checkRemoval,
  'a value that cannot be held is refused, names its field and changes nothing': checkRefusedValues,
  'a patch of an unknown record is not found': checkUnknownRecords,
  'an action shows that it was done, and done again it does no harm': checkActions,
} satisfies Record<string, Check>

export type CaseTitle = keyof typeof readCases | keyof typeof writeCases
