// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ISolvencyRegistry} from "./ISolvencyRegistry.sol";
import {Claim, Standing, Status} from "./SolvencyTypes.sol";

/// @title Takes no new risk at a venue unless the answer is fresh
/// @notice Put `onlyWhenFresh` on what adds risk, and on nothing else: whoever
/// wants out must be let out, above all when the answer is bad.
abstract contract SolvencyGate {
    error VenueNotFresh(bytes32 venue, Standing standing, Claim claim);

    ISolvencyRegistry public immutable REGISTRY;
    bytes32 public immutable VENUE;
    /// Margined and fund-covered is not enough: reserves are asked for.
    bool public immutable ASKS_FOR_RESERVES;

    modifier onlyWhenFresh() {
        _requireFresh();
        _;
    }

    constructor(ISolvencyRegistry registry, bytes32 venue, bool asksForReserves) {
        REGISTRY = registry;
        VENUE = venue;
        ASKS_FOR_RESERVES = asksForReserves;
    }

    /// @notice Whether new risk is taken now. A registry that fails says no.
    function takesRisk() public view returns (bool) {
        try REGISTRY.status(VENUE) returns (Status memory status) {
            return _suffices(status);
        } catch {
            return false;
        }
    }

    function _requireFresh() internal view {
        Status memory status = REGISTRY.status(VENUE);
        if (!_suffices(status)) revert VenueNotFresh(VENUE, status.standing, status.claim);
    }

    function _suffices(Status memory status) private view returns (bool) {
        return status.standing == Standing.Fresh && (!ASKS_FOR_RESERVES || status.claim == Claim.Solvent);
    }
}
