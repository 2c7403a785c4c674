/** Stands wherever notifications are shown and none can reach anyone. */
export function ReceiverHint() {
  return (
    <>
      No receiver is configured, so notifications go to the log and this page only. To reach people, set{' '}
      <code>receivers</code> and <code>route</code> in lookout.yml, or start with{' '}
      <code>--alertmanager.config=alertmanager.yml</code>.
    </>
  );
}
