package preview2

import "github.com/wvm-project/wvm/component"

// This file holds the table of the functions of wasi:http.

// httpInterfaces are the interfaces of wasi:http that guests import.
func httpInterfaces() []iface {
	return []iface{
		{"wasi:http/types", []*component.Resource{resourceType("incoming-request"), resourceType("response-outparam"), resourceType("fields"),
			resourceType("outgoing-request"), resourceType("request-options"), resourceType("incoming-response"), resourceType("incoming-body"), resourceType("future-trailers"),
			resourceType("outgoing-response"), resourceType("outgoing-body"), resourceType("future-incoming-response")}, []function{
			{"http-error-code", httpErrorCode},

			{"[constructor]fields", component.Direct1((*Host).newFields)},
			{"[static]fields.from-list", component.Direct2((*Host).fieldsFromList)},
			{"[method]fields.get", safe2((*fields).get)},
			{"[method]fields.has", (*fields).has},
			{"[method]fields.set", component.Direct3((*fields).set)},
			{"[method]fields.delete", (*fields).delete},
			{"[method]fields.append", component.Direct3((*fields).append)},
			{"[method]fields.entries", safe1((*fields).entries)},
			{"[method]fields.clone", component.Direct1((*fields).clone)},

			{"[method]incoming-request.method", safe1((*incomingRequest).method)},
			{"[method]incoming-request.path-with-query", safe1((*incomingRequest).pathWithQuery)},
			{"[method]incoming-request.scheme", safe1((*incomingRequest).scheme)},
			{"[method]incoming-request.authority", safe1((*incomingRequest).authority)},
			{"[method]incoming-request.headers", component.Direct1((*incomingRequest).headers)},
			{"[method]incoming-request.consume", component.Direct1((*incomingRequest).consume)},

			{"[constructor]outgoing-request", (*Host).newOutgoingRequest},
			{"[method]outgoing-request.body", component.Direct1((*outgoingRequest).takeBody)},
			{"[method]outgoing-request.method", (*outgoingRequest).method},
			{"[method]outgoing-request.set-method", (*outgoingRequest).setMethod},
			{"[method]outgoing-request.path-with-query", (*outgoingRequest).pathWithQuery},
			{"[method]outgoing-request.set-path-with-query", (*outgoingRequest).setPathWithQuery},
			{"[method]outgoing-request.scheme", (*outgoingRequest).scheme},
			{"[method]outgoing-request.set-scheme", (*outgoingRequest).setScheme},
			{"[method]outgoing-request.authority", (*outgoingRequest).authority},
			{"[method]outgoing-request.set-authority", (*outgoingRequest).setAuthority},
			{"[method]outgoing-request.headers", (*outgoingRequest).headers},

			{"[constructor]request-options", (*Host).newRequestOptions},
			{"[method]request-options.connect-timeout", (*requestOptions).connectTimeout},
			{"[method]request-options.set-connect-timeout", (*requestOptions).setConnectTimeout},
			{"[method]request-options.first-byte-timeout", (*requestOptions).firstByteTimeout},
			{"[method]request-options.set-first-byte-timeout", (*requestOptions).setFirstByteTimeout},
			{"[method]request-options.between-bytes-timeout", (*requestOptions).betweenBytesTimeout},
			{"[method]request-options.set-between-bytes-timeout", (*requestOptions).setBetweenBytesTimeout},

			{"[method]response-outparam.send-informational", (*responseOutparam).sendInformational},
			{"[static]response-outparam.set", component.Direct3((*Host).setResponse)},

			{"[method]incoming-response.status", (*incomingResponse).status},
			{"[method]incoming-response.headers", (*incomingResponse).headers},
			{"[method]incoming-response.consume", (*incomingResponse).consume},

			{"[method]incoming-body.stream", component.Direct1((*incomingBody).stream)},
			{"[static]incoming-body.finish", component.Direct2((*Host).finishIncoming)},

			{"[method]future-trailers.subscribe", component.Direct1((*futureTrailers).subscribe)},
			{"[method]future-trailers.get", component.Direct1((*futureTrailers).get)},

			{"[constructor]outgoing-response", component.Direct2((*Host).newOutgoingResponse)},
			{"[method]outgoing-response.status-code", (*outgoingResponse).statusCode},
			{"[method]outgoing-response.set-status-code", safe2((*outgoingResponse).setStatusCode)},
			{"[method]outgoing-response.headers", (*outgoingResponse).headers},
			{"[method]outgoing-response.body", component.Direct1((*outgoingResponse).takeBody)},

			{"[method]outgoing-body.write", component.Direct1((*outgoingBody).stream)},
			{"[static]outgoing-body.finish", component.Direct3((*Host).finishBody)},

			{"[method]future-incoming-response.subscribe", (*futureIncomingResponse).subscribe},
			{"[method]future-incoming-response.get", (*futureIncomingResponse).get},
		}},
		{"wasi:http/outgoing-handler", nil, []function{{"handle", (*Host).sendRequest}}},
	}
}

// safe1 returns a Direct of a function with a parameter that cannot fail.
func safe1[A, R any](fn func(A) R) component.Direct {
	return component.Direct1(func(a A) (R, error) { return fn(a), nil })
}

// safe2 returns a Direct of a function with two parameters that cannot fail.
func safe2[A, B, R any](fn func(A, B) R) component.Direct {
	return component.Direct2(func(a A, b B) (R, error) { return fn(a, b), nil })
}
