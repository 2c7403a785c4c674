export default function TargetsPage() {
  return <p>Targets</p>;
}
