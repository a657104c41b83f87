package org.duress.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.data.Cohort;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.gate.SubjectAttacks;
import org.duress.model.ImageBatch;
import org.duress.spec.Contender;

/**
 * The attacker subjects of a spec as its contenders change them, to train a model on. Gate subjects are never among
 * them: a model that was trained on those could not be judged on them any more.
 *
 * @param cohort that they are of
 * @param copies of its attacker subjects; at least one
 */
public record AttackedCohort(Cohort cohort, List<AttackedCopy> copies) {
    public AttackedCohort {
        copies = List.copyOf(copies);
    }

    /**
     * Attacks every attacker subject with every contender but random fields, which are no attack on the model.
     *
     * @param attacks on the model that is to be trained again
     * @param cohort that they were made for
     * @param samples most perturbations of a slice by each contender; at least 1
     * @throws DuressException if nothing changes any slice
     */
    public static AttackedCohort of(SubjectAttacks attacks, Cohort cohort, int samples, Progress listener) {
        List<Contender> contenders = attacks.contenders().stream()
                .filter(contender -> contender != Contender.RANDOM)
                .toList();
        List<Subject> subjects = attacks.split().attacker();
        List<AttackedCopy> copies = new ArrayList<>();
        for (int s = 0; s < subjects.size(); s++) {
            Subject subject = subjects.get(s);
            for (Contender contender : contenders) {
                List<List<Perturbation>> found = attacks.realistic(contender, subject, samples);
                for (int number = 1; number <= samples; number++) {
                    attacked(subject, found, contender, number).ifPresent(copies::add);
                }
            }
            listener.step("training images", s + 1, subjects.size(), subject.id());
        }
        if (copies.isEmpty()) {
            throw new DuressException("no contender changes any " + kind(cohort)
                    + " of the attacker subjects within budget and realism; give it more of either");
        }
        return new AttackedCohort(cohort, copies);
    }

    private static String kind(Cohort cohort) {
        return cohort.volumes() ? "volume" : "slice";
    }

    private static Optional<AttackedCopy> attacked(
            Subject subject, List<List<Perturbation>> found, Contender by, int number) {
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).size() >= number) {
                slices.add(attacked(subject.slices().get(i), found.get(i).get(number - 1)));
            }
        }
        return slices.isEmpty()
                ? Optional.empty()
                : Optional.of(new AttackedCopy(
                        AttackedCopy.copy(subject.id(), slices, AttackedCopy.suffix(by, number)),
                        subject.id(),
                        slices.stream().map(Slice::name).toList(),
                        Optional.of(by),
                        number));
    }

    static Slice attacked(Slice slice, Perturbation fields) {
        return slice.with(
                Warp.perturb(ImageBatch.of(slice), fields).pixels(),
                Warp.labels(slice.classes(), fields.deformation(), slice.grid()));
    }

    /** The same, mixed with the subjects as they are, which come before what was made of them. */
    public AttackedCohort withClean() {
        List<String> ids = copies.stream().map(AttackedCopy::of).distinct().toList();
        return new AttackedCohort(
                cohort,
                cohort.subjects().stream()
                        .filter(subject -> ids.contains(subject.id()))
                        .flatMap(subject -> Stream.concat(
                                Stream.of(AttackedCopy.clean(subject)),
                                copies.stream().filter(copy -> copy.of().equals(subject.id()))))
                        .toList());
    }

    /** Slices or volumes of all copies. */
    public int images() {
        return copies.stream().mapToInt(copy -> copy.subject().slices().size()).sum();
    }
}
