package dev.vitrine.api;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.http.Response;
import dev.vitrine.images.quota.ProjectQuotas;

/// `/v2/info/usage`: what the caller's project has of what it may have.
final class QuotaActions {
  private final ProjectQuotas quotas;

  QuotaActions(ProjectQuotas quotas) {
    this.quotas = quotas;
  }

  Response usage(Call call) throws Exception {
    JsonOutput out = new JsonOutput(512).raw(JsonOutput.encoded("{\"usage\":{"));
    boolean first = true;
    for (ProjectQuotas.Share share : quotas.shares(call.caller())) {
      if (!first) {
        out.raw(',');
      }
      first = false;
      out.text(share.name().text())
          .raw(
              JsonOutput.encoded(
                  ":{\"usage\":%d,\"limit\":%d}".formatted(share.usage(), share.limit())));
    }
    return Response.of(200, "application/json", out.raw(JsonOutput.encoded("}}")).toBytes());
  }
}
