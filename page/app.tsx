import { GraphiQL } from 'graphiql'
import { useMemo, useState } from 'react'
import { createFetcher, type LastPlan } from './create-fetcher.ts'
import { examples } from './examples.ts'
import { PlanPanel } from './plan-panel.tsx'
import type { PageSettings } from './settings.ts'
import { readStoredKey, storeKey } from './stored-key.ts'
import { TopBar } from './top-bar.tsx'

const defaultTabs = examples.map((query) => ({ query }))

export function App({ settings }: { settings: PageSettings }) {
  const { sampleKeys } = settings
  const [key, setKey] = useState(() => readStoredKey() || (sampleKeys[0]?.key ?? ''))
  const [lastPlan, setLastPlan] = useState<LastPlan>({ kind: 'none' })
  const fetcher = useMemo(() => createFetcher(key, setLastPlan), [key])
  const changeKey = (changed: string) => {
    storeKey(changed)
    setKey(changed)
    setLastPlan({ kind: 'none' })
  }
  return (
    <>
      <TopBar sampleKeys={sampleKeys} usedKey={key} onChangeKey={changeKey} />
      <main className="explorer" aria-label="GraphiQL">
        <GraphiQL fetcher={fetcher} defaultTabs={defaultTabs} showPersistHeadersSettings={false}>
          <GraphiQL.Logo>{null}</GraphiQL.Logo>
        </GraphiQL>
      </main>
      <PlanPanel last={lastPlan} />
    </>
  )
}
