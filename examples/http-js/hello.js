// Answers each HTTP request with a greeting.
addEventListener('fetch', (event) => event.respondWith(new Response('Hello from JavaScript\n')));
