// Exports of the world greet. A result that is an error is thrown.

export function greet(name) {
  return `Hello, ${name}!`;
}

export function greetAll(people) {
  return people.map(({ name, age }) => {
    if (name === "") throw { tag: "unnamed" };
    if (age > 100) throw { tag: "too-old", val: age };
    return greet(name);
  });
}
