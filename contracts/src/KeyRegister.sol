// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ForgeryProofs} from "./ForgeryProofs.sol";
import {Governed} from "./Governed.sol";
import {IPoseidonSequence} from "./IVerifiers.sol";
import {KeyRoutes} from "./KeyRoutes.sol";
import {NoticeTimelock} from "./NoticeTimelock.sol";
import {StatementHashes} from "./StatementHashes.sol";

/// @title Rules and keys, and who takes them away
/// @notice Deployed before the venues' register and the registry of epochs,
/// which read it by an address that never changes.
contract KeyRegister is ForgeryProofs {
    constructor(NoticeTimelock timelock, address firstGuardian, IPoseidonSequence poseidon, bool insecureKeys)
        Governed(timelock, firstGuardian)
        KeyRoutes(insecureKeys)
        StatementHashes(poseidon)
    {}
}
