import { useMemo } from 'react';
import { useNotifiedAlerts, useRules } from '../api/hooks';
import { mergeAlerts } from './items';

/** All pending and firing alerts, most urgent first. Without the pipeline's answer the rules' view is shown alone. */
export function useAlertItems() {
  const rules = useRules();
  const notified = useNotifiedAlerts();
  const items = useMemo(
    () => (rules.data === undefined ? undefined : mergeAlerts(rules.data, notified.data ?? [])),
    [rules.data, notified.data],
  );
  return { items, rules, notified };
}
