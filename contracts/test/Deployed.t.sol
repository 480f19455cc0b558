// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ForgeContext, VM} from "./Vm.sol";

/// What tests deploy is what is deployed.
contract DeployedTest {
    function testWhatTestsDeployIsOptimized() public {
        VM.skip(VM.isContext(ForgeContext.Coverage), "coverage optimizes nothing");
        string[15] memory names = [
            "NoticeTimelock",
            "PoseidonSequence",
            "KeyRegister",
            "VenueRegister",
            "SolvencyRegistry",
            "GatedVault",
            "SolvencyFeed",
            "CreditLine",
            "ParametersVerifier",
            "ClosingVerifier",
            "Lane0Verifier",
            "Lane1Verifier",
            "Account0Verifier",
            "FreeVerifier",
            "Reader"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            string memory json = VM.readFile(string.concat("out/", names[i], ".sol/", names[i], ".json"));
            uint256 runs = VM.parseJsonUint(json, ".metadata.settings.optimizer.runs");
            require(
                runs == 10_000, string.concat(names[i], " is not optimized as it is deployed; remove out/ and cache/")
            );
        }
    }
}
