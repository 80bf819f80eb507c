package dev.raftd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.raftd.api.Member;
import dev.raftd.api.MembersResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LostDataTest {
    private static final Path DIR = Path.of("/data/2");
    private static final MembersResponse MEMBERS = new MembersResponse("c0ffee", 9,
            List.of(new Member(1, "http://127.0.0.1:2380", "http://127.0.0.1:2379", false, true),
                    new Member(2, "http://127.0.0.1:2480", "http://127.0.0.1:2479", false, false),
                    new Member(3, "http://127.0.0.1:2580", null, true, false)));

    @Test
    void aMemberThatServedBeforeIsNotStartedOnAnEmptyDirectory() {
        Refusal refusal = Refusal.of(catchThrowable(() -> LostDataException.throwIfStartedBefore(2, MEMBERS, DIR)));
        assertThat(refusal.exitStatus()).isEqualTo(ExitStatus.OTHER_IDENTITY);
        assertThat(refusal.code()).isEqualTo("data_missing");
        assertThat(refusal.message()).contains("member 2", "/data/2", "new id");
    }

    @Test
    void aMemberThatNeverServedIs() {
        assertThatNoException().isThrownBy(() -> LostDataException.throwIfStartedBefore(3, MEMBERS, DIR));
        assertThatNoException().isThrownBy(() -> LostDataException.throwIfStartedBefore(4, MEMBERS, DIR));
    }
}
