import own from '../../../headwater.config.ts'
import type { DatasourceDefinition } from '../../../src/datasources/define-datasource.ts'
import type { RecordWriting } from '../../../src/datasources/writing.ts'

/** The company of a customer at which the process ends, each time that it is to be set. */
const poison = 'poison'

/** As a bug in a datasource would, or memory that runs out: nothing is caught, logged or given back. */
function poisoned({ vendor, open }: DatasourceDefinition): DatasourceDefinition {
  return {
    vendor,
    open(context) {
      const datasource = open(context)
      const records = new Map(
        [...datasource.records].map(([key, record]) => [
          key,
          key === 'Customer' && record.writing ? { ...record, writing: deadly(record.writing) } : record,
        ]),
      )
      return { ...datasource, records }
    },
  }
}

function deadly(writing: RecordWriting): RecordWriting {
  const { patch } = writing
  if (!patch) return writing
  return {
    ...writing,
    patch: {
      ...patch,
      run(change, call) {
        if (change.values.company === poison) process.kill(process.pid, 'SIGKILL')
        return patch.run(change, call)
      },
    },
  }
}

const { CRM, ...others } = own.systems
if (!CRM) throw new Error('The repository’s own config has no CRM.')

export default { ...own, systems: { ...others, CRM: { ...CRM, datasource: poisoned(CRM.datasource) } } }
