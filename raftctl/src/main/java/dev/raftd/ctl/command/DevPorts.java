package dev.raftd.ctl.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The ports of a development cluster: they stand in its members' log as their addresses, so data that is kept keeps its ports.
///
/// @param nodes by id, from 1
record DevPorts(List<Node> nodes) {
    private static final String FILE = "dev-ports";

    record Node(int clientPort, int peerPort) {
        String clientUrl() {
            return "http://127.0.0.1:" + clientPort;
        }

        String peerUrl() {
            return "http://127.0.0.1:" + peerPort;
        }
    }

    /// Ports that nobody listens on at the moment.
    static DevPorts free(int nodes) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * nodes; i++)
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            List<Node> ports = new ArrayList<>();
            for (int i = 0; i < nodes; i++)
                ports.add(new Node(sockets.get(2 * i).getLocalPort(), sockets.get(2 * i + 1).getLocalPort()));
            return new DevPorts(ports);
        } finally {
            for (ServerSocket socket : sockets)
                socket.close();
        }
    }

    static boolean areKept(Path dir) {
        return Files.exists(dir.resolve(FILE));
    }

    void keep(Path dir) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Node node : nodes)
            lines.add(node.clientPort + " " + node.peerPort);
        Files.write(dir.resolve(FILE), lines);
    }

    static DevPorts kept(Path dir) throws IOException, CommandException {
        Path file = dir.resolve(FILE);
        List<Node> nodes = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.matches("\\d{1,5} \\d{1,5}"))
                throw CommandException.usage("unreadable", file + " is not as raftctl dev wrote it", "use another --data-dir");
            String[] ports = line.split(" ");
            nodes.add(new Node(Integer.parseInt(ports[0]), Integer.parseInt(ports[1])));
        }
        return new DevPorts(nodes);
    }

    /// What every member is told of all.
    String peers() {
        StringBuilder peers = new StringBuilder();
        for (int i = 0; i < nodes.size(); i++)
            peers.append(i == 0 ? "" : ",").append(i + 1).append('=').append(nodes.get(i).peerUrl());
        return peers.toString();
    }
}
