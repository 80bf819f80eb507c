package dev.raftd.ctl.command;

import dev.raftd.api.Bytes;
import dev.raftd.ctl.client.FakeMember;
import dev.raftd.ctl.client.Samples;
import dev.raftd.api.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A process that takes raftd's arguments and serves what a fake member serves.
final class FakeRaftd {
    private FakeRaftd() {}

    public static void main(String[] args) throws IOException {
        List<String> words = List.of(args);
        Path data = Files.createDirectories(Path.of(words.get(words.indexOf("--data-dir") + 1)));
        Files.writeString(data.resolve("arguments"), String.join(" ", words));
        Files.writeString(data.resolve("pid"), Long.toString(ProcessHandle.current().pid()));
        int port = URI.create(words.get(words.indexOf("--listen-client") + 1)).getPort();
        FakeMember member = new FakeMember(port).on("GET /v1/status", Samples.status(1, 1, 5, 5));
        member.on("GET /v1/kv/k", Samples.got(Bytes.utf8("served"))).on("GET /v1/kv/k?serializable=true",
                Samples.got(Bytes.utf8("served")));
        member.refuse("GET /v1/kv/none", ErrorCode.KEY_NOT_FOUND, null);
        System.out.println("serving");
    }
}
