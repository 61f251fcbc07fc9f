package dev.starshell.host.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.PluginDescriptor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PluginPlanTest {
  @Test
  void dependenciesStartBeforeThoseThatNeedThem() {
    PluginPlan plan = PluginPlan.of(List.of(offer("a", "c"), offer("b"), offer("c", "b")));

    assertThat(plan.order()).extracting(o -> o.descriptor().id()).containsExactly("b", "c", "a");
    assertThat(plan.refusals()).isEmpty();
  }

  @Test
  void theSecondJarOfOneIdIsRefusedAndTheFirstStarts() {
    PluginOffer second = new PluginOffer("z.jar", offer("a").descriptor());

    PluginPlan plan = PluginPlan.of(List.of(second, offer("a")));

    assertThat(plan.order()).extracting(PluginOffer::file).containsExactly("a.jar");
    assertThat(plan.refusals())
        .extracting(r -> r.file() + " " + r.code())
        .containsExactly("z.jar PLUGIN_DUPLICATE");
  }

  @Test
  void aPluginForALaterApiIsRefusedAndOneForThisApiIsNot() {
    PluginPlan plan =
        PluginPlan.of(
            List.of(
                offer("now", PluginDescriptor.API_VERSION),
                offer("later", PluginDescriptor.API_VERSION + 1)));

    assertThat(plan.order()).extracting(o -> o.descriptor().id()).containsExactly("now");
    assertThat(plan.refusals()).extracting(PluginRefusal::code).containsExactly("PLUGIN_TOO_NEW");
  }

  @Test
  void aCircleIsRefusedWholeAndOthersStart() {
    PluginPlan plan =
        PluginPlan.of(List.of(offer("a", "b"), offer("b", "a"), offer("c"), offer("self", "self")));

    assertThat(plan.order()).extracting(o -> o.descriptor().id()).containsExactly("c");
    assertThat(plan.refusals())
        .extracting(r -> r.id() + " " + r.code())
        .containsExactly("a PLUGIN_CYCLE", "b PLUGIN_CYCLE", "self PLUGIN_CYCLE");
  }

  @Test
  void aMissingDependencyTakesAlongWhoNeedsItAndNobodyElse() {
    PluginPlan plan = PluginPlan.of(List.of(offer("a", "b"), offer("b", "nowhere"), offer("c")));

    assertThat(plan.order()).extracting(o -> o.descriptor().id()).containsExactly("c");
    assertThat(plan.refusals())
        .extracting(r -> r.id() + " " + r.code())
        .containsExactlyInAnyOrder("a PLUGIN_MISSING_DEPENDENCY", "b PLUGIN_MISSING_DEPENDENCY");
  }

  private static PluginOffer offer(String id, String... dependencies) {
    return new PluginOffer(
        id + ".jar", new PluginDescriptor(id, "1", 1, "x.Y", List.of(dependencies)));
  }

  private static PluginOffer offer(String id, int apiVersion) {
    return new PluginOffer(
        id + ".jar", new PluginDescriptor(id, "1", apiVersion, "x.Y", List.of()));
  }
}
