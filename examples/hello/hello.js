export function greet(name) {
  return `Hello from JavaScript, ${name}`;
}
