import type { SampleKey } from '../src/http/serve-page.ts'
import mark from './favicon.svg'
import { resetExamples } from './reset-examples.ts'

interface KeyChoice {
  sampleKeys: readonly SampleKey[]
  usedKey: string
  onChangeKey: (key: string) => void
}

export function TopBar(choice: KeyChoice) {
  return (
    <header className="top-bar">
      <h1>
        <img src={mark} alt="" width="24" height="24" />
        Headwater
      </h1>
      <p>One query, every system of record</p>
      <button type="button" onClick={resetExamples} title="Close all tabs and open the examples again">
        Reset tabs
      </button>
      {choice.sampleKeys.length > 0 ? <KeySelect {...choice} /> : <KeyField {...choice} />}
    </header>
  )
}

function KeySelect({ sampleKeys, usedKey, onChangeKey }: KeyChoice) {
  return (
    <label>
      Ask as{' '}
      <select value={usedKey} onChange={(event) => onChangeKey(event.currentTarget.value)}>
        {sampleKeys.map(({ key, describes }) => (
          <option key={key} value={key}>
            {key}: {describes}
          </option>
        ))}
      </select>
    </label>
  )
}

/** A key counts once it is entered: the page would ask for the schema at each letter otherwise. */
function KeyField({ usedKey, onChangeKey }: KeyChoice) {
  const submit = (form: FormData) => {
    const key = form.get('key')
    if (typeof key === 'string') onChangeKey(key.trim())
  }
  return (
    <form action={submit}>
      <label>
        Key (x-api-key){' '}
        <input key={usedKey} name="key" type="password" autoComplete="off" defaultValue={usedKey} required />
      </label>
      <button type="submit">Use</button>
    </form>
  )
}
