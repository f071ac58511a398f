package preview2

import "github.com/wvm-project/wvm/component"

// This file holds the table of the functions of wasi:sockets.

// socketInterfaces are the interfaces of wasi:sockets.
func socketInterfaces() []iface {
	return []iface{
		{"wasi:sockets/network", []*component.Resource{resourceType("network")}, []function{{"network-error-code", networkErrorCode}}},
		{"wasi:sockets/instance-network", nil, []function{{"instance-network", (*Host).instanceNetwork}}},
		{"wasi:sockets/ip-name-lookup", []*component.Resource{resourceType("resolve-address-stream")}, []function{
			{"resolve-addresses", (*Host).resolveAddresses},
			{"[method]resolve-address-stream.resolve-next-address", (*resolveStream).next},
			{"[method]resolve-address-stream.subscribe", (*resolveStream).subscribe},
		}},

		{"wasi:sockets/tcp-create-socket", nil, []function{{"create-tcp-socket", (*Host).createTCPSocket}}},
		{"wasi:sockets/tcp", []*component.Resource{resourceType("tcp-socket")}, []function{
			{"[method]tcp-socket.start-bind", (*tcpSocket).startBind},
			{"[method]tcp-socket.finish-bind", (*tcpSocket).finishBind},
			{"[method]tcp-socket.start-connect", (*tcpSocket).startConnect},
			{"[method]tcp-socket.finish-connect", (*tcpSocket).finishConnect},
			{"[method]tcp-socket.start-listen", (*tcpSocket).startListen},
			{"[method]tcp-socket.finish-listen", (*tcpSocket).finishListen},
			{"[method]tcp-socket.accept", (*tcpSocket).accept},
			{"[method]tcp-socket.local-address", (*tcpSocket).localAddress},
			{"[method]tcp-socket.remote-address", (*tcpSocket).remoteAddress},
			{"[method]tcp-socket.is-listening", (*tcpSocket).isListening},
			{"[method]tcp-socket.address-family", (*tcpSocket).addressFamily},
			{"[method]tcp-socket.set-listen-backlog-size", (*tcpSocket).setListenBacklogSize},
			{"[method]tcp-socket.keep-alive-enabled", (*tcpSocket).keepAliveEnabled},
			{"[method]tcp-socket.set-keep-alive-enabled", (*tcpSocket).setKeepAliveEnabled},
			{"[method]tcp-socket.keep-alive-idle-time", (*tcpSocket).keepAliveIdleTime},
			{"[method]tcp-socket.set-keep-alive-idle-time", (*tcpSocket).setKeepAliveIdleTime},
			{"[method]tcp-socket.keep-alive-interval", (*tcpSocket).keepAliveInterval},
			{"[method]tcp-socket.set-keep-alive-interval", (*tcpSocket).setKeepAliveInterval},
			{"[method]tcp-socket.keep-alive-count", (*tcpSocket).keepAliveCount},
			{"[method]tcp-socket.set-keep-alive-count", (*tcpSocket).setKeepAliveCount},
			{"[method]tcp-socket.hop-limit", (*tcpSocket).hopLimit},
			{"[method]tcp-socket.set-hop-limit", (*tcpSocket).setHopLimit},
			{"[method]tcp-socket.receive-buffer-size", (*tcpSocket).receiveBufferSize},
			{"[method]tcp-socket.set-receive-buffer-size", (*tcpSocket).setReceiveBufferSize},
			{"[method]tcp-socket.send-buffer-size", (*tcpSocket).sendBufferSize},
			{"[method]tcp-socket.set-send-buffer-size", (*tcpSocket).setSendBufferSize},
			{"[method]tcp-socket.subscribe", (*tcpSocket).subscribe},
			{"[method]tcp-socket.shutdown", (*tcpSocket).shutdown},
		}},

		{"wasi:sockets/udp-create-socket", nil, []function{{"create-udp-socket", (*Host).createUDPSocket}}},
		{"wasi:sockets/udp", []*component.Resource{resourceType("udp-socket"), resourceType("incoming-datagram-stream"), resourceType("outgoing-datagram-stream")}, []function{
			{"[method]udp-socket.start-bind", (*udpSocket).startBind},
			{"[method]udp-socket.finish-bind", (*udpSocket).finishBind},
			{"[method]udp-socket.stream", (*udpSocket).stream},
			{"[method]udp-socket.local-address", (*udpSocket).localAddress},
			{"[method]udp-socket.remote-address", (*udpSocket).remoteAddress},
			{"[method]udp-socket.address-family", (*udpSocket).addressFamily},
			{"[method]udp-socket.unicast-hop-limit", (*udpSocket).unicastHopLimit},
			{"[method]udp-socket.set-unicast-hop-limit", (*udpSocket).setUnicastHopLimit},
			{"[method]udp-socket.receive-buffer-size", (*udpSocket).receiveBufferSize},
			{"[method]udp-socket.set-receive-buffer-size", (*udpSocket).setReceiveBufferSize},
			{"[method]udp-socket.send-buffer-size", (*udpSocket).sendBufferSize},
			{"[method]udp-socket.set-send-buffer-size", (*udpSocket).setSendBufferSize},
			{"[method]udp-socket.subscribe", (*udpSocket).subscribe},
			{"[method]incoming-datagram-stream.receive", (*incomingDatagrams).receive},
			{"[method]incoming-datagram-stream.subscribe", (*incomingDatagrams).subscribe},
			{"[method]outgoing-datagram-stream.check-send", (*outgoingDatagrams).checkSend},
			{"[method]outgoing-datagram-stream.send", (*outgoingDatagrams).send},
			{"[method]outgoing-datagram-stream.subscribe", (*outgoingDatagrams).subscribe},
		}},
	}
}
