package org.duress.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import org.junit.jupiter.api.Test;

/** A model that stands before another forgets nothing that the other can do, in tests neither. */
class WrappersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages("org.duress");

    @Test
    void aModelThatHasAModelIsAForwardingModel() {
        classes()
                .that(DescribedPredicate.describe(
                        "are models of one other model",
                        (JavaClass c) -> c.isAssignableTo(SegmentationModel.class)
                                && c.getFields().stream()
                                        .anyMatch(field -> field.getRawType().isAssignableTo(SegmentationModel.class))))
                .should()
                .beAssignableTo(ForwardingModel.class)
                .check(CLASSES);
    }

    /** A wrapper of one that has gradients would look as if it had none. */
    @Test
    void whetherAModelHasGradientsIsAskedOfTheModel() {
        noClasses()
                .should(ArchCondition.from(DescribedPredicate.describe(
                        "ask what kind of model it is",
                        (JavaClass c) -> c.getInstanceofChecks().stream()
                                .anyMatch(asked -> asked.getRawType().isEquivalentTo(DifferentiableModel.class)))))
                .because("SegmentationModel.differentiable() looks through wrappers")
                .check(CLASSES);
    }
}
