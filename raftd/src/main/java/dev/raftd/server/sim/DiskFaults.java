package dev.raftd.server.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Faults of the disks.
final class DiskFaults {
    private final World world;

    DiskFaults(World world) {
        this.world = world;
    }

    void happen(Fault fault, Dice dice) {
        SimNode node = dice.pick(List.copyOf(world.nodes.values()));
        NodeDisk device = node.device();
        if (fault.kind() == FaultKind.DAMAGE) {
            damage(node, dice);
            return;
        }
        world.coverage.hit(fault.kind() + " " + Nemesis.role(node));
        node.hurt();
        switch (fault.kind()) {
            case DISK_SLOW -> device.slow(fault.durationNanos());
            case DISK_STALL -> device.stall(dice.percent(10) ? 25_000 * Swarm.MILLIS : fault.durationNanos());
            case SYNC_ERROR -> device.failNextSync();
            case WRITE_ERROR -> device.failNextWrite();
            case READ_ERROR -> device.failNextRead();
            case DISK_FULL -> {
                node.bytesMax(node.disk().usedBytes() + dice.below(4_000));
                world.agenda.after(fault.durationNanos(), () -> node.bytesMax(Long.MAX_VALUE));
            }
            default -> throw new IllegalArgumentException("not of a disk: " + fault);
        }
    }

    /// A place of the disk that was durable for longer than the last sync.
    private record Sector(SimFile file, int offset) {}

    private void damage(SimNode node, Dice dice) {
        boolean mayBe = !world.swarm.atlas() || node.id() > world.swarm.members() - (world.swarm.members() - 1) / 2;
        List<Sector> sectors = mayBe ? sectors(node.disk()) : List.of();
        if (sectors.isEmpty() || node.id() > world.swarm.members()) {
            return;
        }
        node.damaged();
        Sector sector = dice.pick(sectors);
        int mode = dice.below(4);
        world.coverage.hit("DAMAGE " + List.of("bit", "zeros", "misdirected", "stale").get(mode) + " " + Nemesis.role(node));
        switch (mode) {
            case 0 -> sector.file.flipBit(sector.offset * 8L + dice.below(8 * SimFile.SECTOR));
            case 1 -> sector.file.zero(sector.offset, SimFile.SECTOR);
            case 2 -> {
                Sector other = dice.pick(sectors);
                sector.file.misplace(other.file, other.offset, sector.offset, SimFile.SECTOR);
            }
            default -> sector.file.misplace(dice.pick(sectors).file, sector.offset, sector.offset, SimFile.SECTOR);
        }
    }

    private static List<Sector> sectors(SimDisk disk) {
        List<Sector> sectors = new ArrayList<>();
        SimDisk wal = disk.below("wal");
        if (wal != null) {
            List<Map.Entry<String, SimFile>> logs = wal.durableFiles().entrySet().stream().filter(e -> e.getKey().endsWith(".wal"))
                    .toList();
            for (int i = 0; i < logs.size(); i++) {
                SimFile file = logs.get(i).getValue();
                add(sectors, file, i == logs.size() - 1 ? file.lastSyncedFrom() : file.durableSize());
            }
        }
        SimDisk snapshots = disk.below("snap");
        if (snapshots != null) {
            snapshots.durableFiles().forEach((name, file) -> add(sectors, file, name.endsWith(".snap") ? file.durableSize() : 0));
        }
        return sectors;
    }

    private static void add(List<Sector> sectors, SimFile file, int end) {
        for (int offset = 0; offset + SimFile.SECTOR <= Math.min(end, file.durableSize()); offset += SimFile.SECTOR) {
            sectors.add(new Sector(file, offset));
        }
    }
}
