#pragma once

#include "client.hpp"

/// The three payloads that the codec is measured with.
namespace codec_bench {

UserSignedUp smallPayload();
TicketCreated mediumPayload();
RepositoryPushed largePayload();

}  // namespace codec_bench
