package org.duress.gate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.duress.base.ReadAhead;
import org.duress.data.Subject;
import org.duress.gate.GateListener.Stage;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.Interruption;
import org.duress.gate.keep.Counterexamples;
import org.duress.gate.prepare.AttackSource;
import org.duress.gate.shard.ShardFile;
import org.duress.spec.DuressProperties;
import org.duress.spec.Shard;
import org.duress.store.FileNames;

/**
 * A shard that was attacked and written.
 *
 * @param spec name of the spec
 * @param subjects the gate subjects that it has
 * @param all how many gate subjects the spec has
 * @param file where it is
 */
public record WrittenShard(Shard shard, String spec, List<String> subjects, int all, Path file) {
    public WrittenShard {
        subjects = List.copyOf(subjects);
    }

    /** Attacks and writes. */
    static WrittenShard write(
            Shard shard,
            Path folder,
            Opened opened,
            AttackSource attacks,
            Counterexamples counterexamples,
            GateListener listener) {
        String spec = opened.spec().name();
        List<Subject> gate = opened.split().gate();
        List<String> own = new ArrayList<>();
        for (int subject = 0; subject < gate.size(); subject++) {
            if (shard.has(subject)) {
                own.add(gate.get(subject).id());
            }
        }
        Path file = folder.resolve(FileNames.safe(spec, Set.of())).resolve(ShardFile.name(shard));
        WrittenShard written = new WrittenShard(shard, spec, own, gate.size(), file);
        if (own.isEmpty()) {
            // Nothing is trained for nothing.
            ShardFile.write(
                    file,
                    shard,
                    spec,
                    to -> opened.facts(
                            opened.replays(counterexamples, opened.batches(), listener), counterexamples.search()));
            return written;
        }
        listener.begin(Stage.TRAIN);
        try (BatchWork work = BatchWork.of(opened, attacks, counterexamples, listener)) {
            listener.end(Stage.TRAIN, work.summary());
            listener.begin(Stage.ATTACK);
            AttackWork attack = work.attack();
            List<Integer> places = IntStream.range(0, attack.pieces())
                    .filter(b -> own.contains(attack.batches().get(b).subject()))
                    .boxed()
                    .toList();
            ReadAhead ahead = Batch.readAhead(
                    places.stream().map(attack.batches()::get).toList());
            ShardFile.write(file, shard, spec, to -> {
                for (int k = 0; k < places.size(); k++) {
                    Batch batch = attack.batches().get(places.get(k));
                    Interruption.check("all gate " + batch.kind().images() + " of shard " + shard + " were attacked");
                    ahead.at(k);
                    to.add(batch, attack.here(places.get(k)));
                    listener.step("attack", k + 1, places.size(), "shard " + shard);
                }
                return work.facts(attack);
            });
            listener.end(Stage.ATTACK, written.sentence());
        }
        return written;
    }

    /** What was done, and what is left to do. */
    public String sentence() {
        return "shard " + shard + " of spec '" + spec + "', " + subjects.size() + " of its " + all
                + " gate subjects, was attacked and written to '" + file + "'; there is no verdict before its "
                + shard.of()
                + " shards are merged, by 'duress merge' or a run with -D" + DuressProperties.MERGE;
    }
}
