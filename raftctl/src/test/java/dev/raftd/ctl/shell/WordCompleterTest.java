package dev.raftd.ctl.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.Endpoint;
import dev.raftd.ctl.client.FakeMember;
import dev.raftd.ctl.client.Transport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class WordCompleterTest {
    @Test
    void whatAnOptionOrAWordMayBeIsOffered() {
        CommandSpec why = CommandSpec.create().addOption(OptionSpec.builder("--explain").arity("0..1").type(String.class).paramLabel("CODE")
                .completionCandidates(List.of("paused", "probing")).build());
        why.addPositional(PositionalParamSpec.builder().index("0").type(String.class).paramLabel("LESSON")
                .completionCandidates(List.of("joint")).build());
        CommandSpec root = CommandSpec.create().addSubcommand("why", new CommandLine(why));
        try (Transport transport = new Transport();
                Live live = new Live(new Cluster(transport, List.of(new Endpoint(FakeMember.nobody())), Duration.ofSeconds(5)))) {
            WordCompleter completer = new WordCompleter(() -> root, live);
            assertThat(completer.candidates(List.of("why", "--explain"), "p")).containsExactly("paused", "probing");
            assertThat(completer.candidates(List.of("why"), "")).containsExactly("joint");
            assertThat(completer.candidates(List.of(), "")).containsExactly("why", "exit");
        }
    }
}
