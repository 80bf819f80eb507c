package dev.raftd.fuzz;

import dev.raftd.raft.Config;
import dev.raftd.raft.ElectionTimeouts;
import dev.raftd.raft.ReadOnlyOption;
import dev.raftd.raft.Storage;
import java.util.SplittableRandom;

/// What a seed draws before the run starts: every option of the core, and how rough the network is. Leaving a fault out altogether is
/// as important as having it.
record Options(int initialVoters, boolean async, boolean preVote, boolean checkQuorum, boolean leaseReads, boolean stepDownOnRemoval,
        boolean disableForwarding, int electionTick, long maxSizePerMsg, long maxCommittedSize, long maxUncommittedSize, int maxInflight,
        long maxInflightBytes, double dropRate, double duplicateRate, boolean reorder, double crashRate, double partitionRate,
        double confChangeRate, double compactRate, double transferRate) {

    static Options draw(SplittableRandom random) {
        boolean checkQuorum = random.nextBoolean();
        long maxSizePerMsg = pick(random, 0, 60, 200, Config.NO_LIMIT);
        long inflightBytes = maxSizePerMsg == Config.NO_LIMIT ? 0 : pick(random, 0, Math.max(maxSizePerMsg, 1), 4 * maxSizePerMsg + 1, 0);
        return new Options(1 + random.nextInt(5), random.nextBoolean(), random.nextBoolean(), checkQuorum,
                checkQuorum && random.nextInt(4) == 0, random.nextBoolean(), random.nextInt(4) == 0, 3 + random.nextInt(8), maxSizePerMsg,
                pick(random, 0, 1, 100, Config.NO_LIMIT), pick(random, 0, 100, 1_000, 0), 1 + random.nextInt(8), inflightBytes,
                sometimes(random, 0.1), sometimes(random, 0.1), random.nextBoolean(), sometimes(random, 0.01), sometimes(random, 0.01),
                sometimes(random, 0.02), sometimes(random, 0.02), sometimes(random, 0.01));
    }

    private static long pick(SplittableRandom random, long... values) {
        return values[random.nextInt(values.length)];
    }

    private static double sometimes(SplittableRandom random, double most) {
        return random.nextBoolean() ? random.nextDouble(most) : 0;
    }

    Config config(long id, Storage storage, long applied, ElectionTimeouts timeouts) {
        return Config.builder(id, storage, timeouts).electionTick(electionTick).heartbeatTick(1).applied(applied).asyncStorageWrites(async)
                .maxSizePerMsg(maxSizePerMsg).maxCommittedSizePerReady(maxCommittedSize).maxUncommittedEntriesSize(maxUncommittedSize)
                .maxInflightMsgs(maxInflight).maxInflightBytes(maxInflightBytes).checkQuorum(checkQuorum).preVote(preVote)
                .readOnlyOption(leaseReads ? ReadOnlyOption.LEASE_BASED : ReadOnlyOption.SAFE)
                .disableProposalForwarding(disableForwarding).stepDownOnRemoval(stepDownOnRemoval).build();
    }
}
