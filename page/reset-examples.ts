/** Forgets what GraphiQL keeps of its tabs and history in this browser, and begins as on a first visit. */
export function resetExamples(): void {
  for (const name of Object.keys(localStorage))
    if (name.startsWith('graphiql:')) localStorage.removeItem(name)
  location.reload()
}
