export default function StatusPage() {
  return <p>Status</p>;
}
