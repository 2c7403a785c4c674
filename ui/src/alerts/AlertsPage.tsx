export default function AlertsPage() {
  return <p>Alerts</p>;
}
