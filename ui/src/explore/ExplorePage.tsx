export default function ExplorePage() {
  return <p>Explore</p>;
}
