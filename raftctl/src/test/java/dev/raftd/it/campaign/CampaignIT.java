package dev.raftd.it.campaign;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Faults by chance, for a time that a property sets. The seed is printed, and can be set.
final class CampaignIT {
    private static final long SECONDS = Long.getLong("campaign.seconds", 50);
    private static final String SEED = System.getProperty("campaign.seed", "");
    private static final long ROUND_SECONDS_MAX = 50;
    /// What a round takes beyond its faults: start, settling, checks.
    private static final long OVERHEAD_SECONDS = 6;
    private static final Path LOGS = Path.of(System.getProperty("top.dir"), "raftctl/target/campaign");

    @Test
    void clientsGetWhatTheyArePromisedWhateverHappensToMembers() throws Exception {
        try (Workspace workspace = new Workspace()) {
            Abilities abilities = Abilities.of(workspace);
            System.out.println("campaign: " + abilities.shortfall());
            for (Round.Plan plan : plans()) {
                System.out.println("campaign: " + plan);
                System.out.println(Round.run(workspace, abilities, plan, LOGS.resolve("seed-" + plan.seed())));
            }
        }
    }

    /// The one that is asked for; or so many that they fill the time, over the one kind of network and the other in turn.
    private static List<Round.Plan> plans() {
        long rounds = Math.max(2, SECONDS / ROUND_SECONDS_MAX);
        long faultMillis = TimeUnit.SECONDS.toMillis(Math.max(5, SECONDS / rounds - OVERHEAD_SECONDS));
        if (!SEED.isEmpty())
            return List.of(Round.Plan.of(Long.parseLong(SEED), faultMillis));
        SecureRandom random = new SecureRandom();
        List<Round.Plan> plans = new ArrayList<>();
        while (plans.size() < rounds) {
            Round.Plan plan = Round.Plan.of(random.nextInt(Integer.MAX_VALUE), faultMillis);
            if (plan.proxies() == (plans.size() % 2 == 1))
                plans.add(plan);
        }
        return plans;
    }
}
