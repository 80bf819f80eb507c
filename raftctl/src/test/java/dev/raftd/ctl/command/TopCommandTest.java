package dev.raftd.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.ctl.client.FakeMember;
import dev.raftd.ctl.client.Samples;
import dev.raftd.ctl.command.Ctl.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopCommandTest {
    private final FakeMember member = new FakeMember();

    @BeforeEach
    void serve() {
        member.on("GET /v1/status", Samples.status(1, 1, 120, 118));
        member.on("GET /v1/members", Samples.members(Samples.member(1, member.url(), true)));
    }

    @AfterEach
    void close() {
        member.close();
    }

    @Test
    void withoutATerminalItSaysWhatToUseInstead() {
        Run run = Ctl.at(member.url()).run("top");
        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("raftctl: no_terminal: 'top' needs a terminal that can move its cursor; "
                + "use 'raftctl top --once' or 'raftctl status'\n");
    }

    @Test
    void onceIsAFrameWithoutAnythingForATerminal() {
        Run run = Ctl.at(member.url()).run("top", "--once", "--interval", "100ms", "--ascii");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).startsWith(" 1 members, 1 leads term 3  0 writes/s").contains("\n   1 Leader ", "RAFTLOG", "PEER")
                .matches("[\\n -~]*");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80).noneMatch(line -> line.contains("q quit"));
    }

    @Test
    void whoCannotBeReachedIsToldBeforeTheScreenIsTaken() {
        Run run = Ctl.at(FakeMember.nobody()).onTerminal().run("top");
        assertThat(run.status()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.err()).startsWith("raftctl: unreachable: ");
    }

    @Test
    void programsAreSentToStatus() {
        Run run = Ctl.at(member.url()).run("top", "--once", "-o", "json");
        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("raftctl status -o json");
    }

    @Test
    void anIntervalThatWouldOnlyKeepTheClusterBusyIsRefused() {
        Run run = Ctl.at(member.url()).run("top", "--interval", "10ms");
        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--interval is at least 100ms");
    }

    @Test
    void inAScriptThereIsNoTerminal() {
        Run run = Ctl.at(member.url()).input("top\n").run("shell");
        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).startsWith("raftctl: no_terminal: ");
    }
}
