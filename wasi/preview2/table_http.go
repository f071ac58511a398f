package preview2

import "github.com/wvm-project/wvm/component"

// This file holds the table of the functions of wasi:http.

// httpInterfaces are the interfaces of wasi:http that guests import.
var httpInterfaces = []iface{
	{"wasi:http/types", []*component.Resource{resourceType("incoming-request"), resourceType("response-outparam"), resourceType("fields"),
		resourceType("outgoing-request"), resourceType("request-options"), resourceType("incoming-response"), resourceType("incoming-body"), resourceType("future-trailers"),
		resourceType("outgoing-response"), resourceType("outgoing-body"), resourceType("future-incoming-response")}, []function{
		{"http-error-code", httpErrorCode},

		{"[constructor]fields", (*Host).newFields},
		{"[static]fields.from-list", (*Host).fieldsFromList},
		{"[method]fields.get", (*fields).get},
		{"[method]fields.has", (*fields).has},
		{"[method]fields.set", (*fields).set},
		{"[method]fields.delete", (*fields).delete},
		{"[method]fields.append", (*fields).append},
		{"[method]fields.entries", (*fields).entries},
		{"[method]fields.clone", (*fields).clone},

		{"[method]incoming-request.method", (*incomingRequest).method},
		{"[method]incoming-request.path-with-query", (*incomingRequest).pathWithQuery},
		{"[method]incoming-request.scheme", (*incomingRequest).scheme},
		{"[method]incoming-request.authority", (*incomingRequest).authority},
		{"[method]incoming-request.headers", (*incomingRequest).headers},
		{"[method]incoming-request.consume", (*incomingRequest).consume},

		{"[constructor]outgoing-request", (*Host).newOutgoingRequest},
		{"[method]outgoing-request.body", (*outgoingRequest).takeBody},
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
		{"[static]response-outparam.set", (*Host).setResponse},

		{"[method]incoming-response.status", (*incomingResponse).status},
		{"[method]incoming-response.headers", (*incomingResponse).headers},
		{"[method]incoming-response.consume", (*incomingResponse).consume},

		{"[method]incoming-body.stream", (*incomingBody).stream},
		{"[static]incoming-body.finish", (*Host).finishIncoming},

		{"[method]future-trailers.subscribe", (*futureTrailers).subscribe},
		{"[method]future-trailers.get", (*futureTrailers).get},

		{"[constructor]outgoing-response", (*Host).newOutgoingResponse},
		{"[method]outgoing-response.status-code", (*outgoingResponse).statusCode},
		{"[method]outgoing-response.set-status-code", (*outgoingResponse).setStatusCode},
		{"[method]outgoing-response.headers", (*outgoingResponse).headers},
		{"[method]outgoing-response.body", (*outgoingResponse).takeBody},

		{"[method]outgoing-body.write", (*outgoingBody).stream},
		{"[static]outgoing-body.finish", (*Host).finishBody},

		{"[method]future-incoming-response.subscribe", (*futureIncomingResponse).subscribe},
		{"[method]future-incoming-response.get", (*futureIncomingResponse).get},
	}},
	{"wasi:http/outgoing-handler", nil, []function{{"handle", (*Host).sendRequest}}},
}
