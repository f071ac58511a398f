// Counts the requests that it answers. The number is in the memory of the instance, so that one has to answer all of them.
let n = 0;

addEventListener('fetch', (event) => event.respondWith(new Response(`request ${++n}\n`)));
