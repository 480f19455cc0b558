// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ToyVerifier} from "./ToyVerifier.sol";
import {VM} from "../Vm.sol";

/// A verifier whose key's trapdoor is known: whatever can be proved is proved
/// here in exponents, and whatever cannot is tried with calldata.
contract VerifierAttacks {
    uint256 private constant Q = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
    uint256 private constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    uint256 private constant PARAMETERS = 5;

    ToyVerifier private verifier;

    function setUp() public {
        verifier = new ToyVerifier();
    }

    function testWhatIsTrueIsAccepted() public view {
        ToyVerifier.Claim[] memory claims = _claims(3);
        for (uint256 i = 0; i < 3; ++i) {
            verifier.verify(_inputs(claims[i]), _times(PARAMETERS), claims[i].proof);
        }
        verifier.verifyBatch(_times(PARAMETERS), claims);
    }

    /// What one claim has too much, the other has too little.
    function testErrorsOfTwoClaimsDoNotCancel() public view {
        ToyVerifier.Claim[] memory claims = _claims(2);
        claims[0].proof.c = _add(claims[0].proof.c, _times(9));
        claims[1].proof.c = _add(claims[1].proof.c, _times(R - 9));
        _refused(claims, ToyVerifier.ProofInvalid.selector);
    }

    /// One true claim of more than the commitment, one of as much less.
    function testCommitmentsOfTwoClaimsDoNotCancel() public view {
        ToyVerifier.Claim[] memory claims = _claims(2);
        (claims[0], claims[1]) = (_claim(0, PARAMETERS + 1), _claim(1, PARAMETERS - 1));
        _refused(claims, ToyVerifier.ProofInvalid.selector);
    }

    function testAClaimOfAnotherCommitmentSpoilsABatch() public view {
        ToyVerifier.Claim[] memory claims = _claims(3);
        claims[1] = _claim(1, PARAMETERS + 3);
        _refused(claims, ToyVerifier.ProofInvalid.selector);
        for (uint256 i = 0; i < 3; ++i) {
            claims[i] = _claim(i, PARAMETERS + 3);
        }
        verifier.verifyBatch(_times(PARAMETERS + 3), claims);
        _refused(claims, ToyVerifier.ProofInvalid.selector);
    }

    function testPartsOfTwoClaimsDoNotSwap() public view {
        ToyVerifier.Claim[] memory claims = _claims(2);
        (claims[0].proof, claims[1].proof) = (claims[1].proof, claims[0].proof);
        _refused(claims, ToyVerifier.ProofInvalid.selector);
        claims = _claims(2);
        (claims[0].inputs, claims[1].inputs) = (claims[1].inputs, claims[0].inputs);
        _refused(claims, ToyVerifier.ProofInvalid.selector);
        claims = _claims(2);
        (claims[0].proof.d, claims[1].proof.d) = (claims[1].proof.d, claims[0].proof.d);
        _refused(claims, ToyVerifier.ProofInvalid.selector);
    }

    function testABatchOfManyWithOneBad() public view {
        ToyVerifier.Claim[] memory claims = _claims(9);
        verifier.verifyBatch(_times(PARAMETERS), claims);
        for (uint256 i = 0; i < 9; i += 4) {
            claims[i].inputs[2] ^= 1;
            _refused(claims, ToyVerifier.ProofInvalid.selector);
            claims[i].inputs[2] ^= 1;
        }
        verifier.verifyBatch(_times(PARAMETERS), claims);
    }

    function testNoAliasesInABatch() public view {
        ToyVerifier.Claim[] memory claims = _claims(2);
        claims[1].inputs[0] += R;
        _refused(claims, ToyVerifier.InputNotReduced.selector);
        claims = _claims(2);
        claims[1].proof.c[0] += Q;
        _refused(claims, ToyVerifier.CoordinateNotReduced.selector);
        claims = _claims(2);
        claims[1].proof.b[3] += Q;
        _refused(claims, ToyVerifier.CoordinateNotReduced.selector);
        claims = _claims(2);
        uint256[2] memory alias_ = _times(PARAMETERS);
        alias_[1] += Q;
        _refused(alias_, claims, ToyVerifier.CoordinateNotReduced.selector);
        _refused([uint256(0), 0], claims, ToyVerifier.IdentityPoint.selector);
        claims = _claims(2);
        claims[1].proof.d = [uint256(0), 0];
        _refused(claims, ToyVerifier.IdentityPoint.selector);
        _refused(new ToyVerifier.Claim[](0), ToyVerifier.EmptyBatch.selector);
    }

    function testPointsOffTheirCurve() public view {
        ToyVerifier.Claim[] memory claims = _claims(2);
        claims[1].proof.a[1] ^= 1;
        _refused(claims, ToyVerifier.PointNotInGroup.selector);
        claims = _claims(2);
        claims[1].proof.b[1] ^= 1;
        _refused(claims, ToyVerifier.PointNotInGroup.selector);
        uint256[2] memory off = _times(PARAMETERS);
        off[0] ^= 1;
        _refused(off, _claims(2), ToyVerifier.PointNotInGroup.selector);
    }

    /// Every word of a call changed, or the call cut: no other call is accepted.
    function testFuzzAnotherCallIsNoProof(uint256 at_, uint256 mask, bool batch) public {
        bytes memory data = _call(batch);
        at_ = 4 + at_ % (data.length - 4);
        bytes1 flip = bytes1(uint8(mask % 255) + 1);
        data[at_] ^= flip;
        (bool ok,) = address(verifier).staticcall{gas: 3_000_000}(data);
        require(!ok, "accepted");
    }

    function testFuzzAShorterCallIsNoProof(uint256 length, bool batch) public {
        bytes memory data = _call(batch);
        length %= data.length;
        assembly ("memory-safe") {
            mstore(data, length)
        }
        (bool ok,) = address(verifier).staticcall{gas: 3_000_000}(data);
        require(!ok, "accepted");
    }

    /// More claims than the call holds, or none, are not read out of nothing.
    function testTheCountIsThatOfTheCall() public view {
        bytes memory data = _call(true);
        // Selector, commitment, offset, then the count in the last byte.
        uint256 count = 4 + 96 + 31;
        require(data[count] == 0x02, "the count is elsewhere");
        for (uint256 said = 0; said < 256; ++said) {
            data[count] = bytes1(uint8(said));
            (bool ok,) = address(verifier).staticcall{gas: 3_000_000}(data);
            // One claim is the first of the two, and true as well.
            require(ok == (said == 1 || said == 2), "accepted, or refused");
        }
    }

    /// However little gas there is, nothing invalid is accepted.
    function testNoGasMakesAnInvalidProofValid() public {
        ToyVerifier.Claim[] memory claims = _claims(1);
        claims[0].inputs[0] ^= 1;
        bytes memory one = _single(claims[0]);
        bytes memory many = abi.encodeCall(verifier.verifyBatch, (_times(PARAMETERS), claims));
        for (uint256 gas_ = 5_000; gas_ < 600_000; gas_ += 1_111) {
            (bool ok,) = address(verifier).staticcall{gas: gas_}(one);
            require(!ok, "accepted for want of gas");
            (ok,) = address(verifier).staticcall{gas: gas_}(many);
            require(!ok, "accepted in a batch for want of gas");
        }
    }

    /// Anyone makes another proof of a claim: no proof may be an identifier.
    function testAProofIsMadeAnother() public view {
        ToyVerifier.Claim memory claim = _claims(1)[0];
        // -A and -B.
        claim.proof.a[1] = Q - claim.proof.a[1];
        claim.proof.b[2] = Q - claim.proof.b[2];
        claim.proof.b[3] = Q - claim.proof.b[3];
        verifier.verify(_inputs(claim), _times(PARAMETERS), claim.proof);
    }

    function testAsManyInputsAsTheKeyHas() public {
        ToyVerifier.Claim memory claim = _claims(1)[0];
        uint256[2] memory commitment = _times(PARAMETERS);
        for (uint256 count = 0; count < 5; ++count) {
            if (count == 3) continue;
            bytes memory error = abi.encodeWithSelector(ToyVerifier.InputCount.selector, count, 3);
            VM.expectRevert(error);
            verifier.verify(new uint256[](count), commitment, claim.proof);
        }
    }

    function _call(bool batch) private view returns (bytes memory) {
        ToyVerifier.Claim[] memory claims = _claims(2);
        if (batch) return abi.encodeCall(verifier.verifyBatch, (_times(PARAMETERS), claims));
        return _single(claims[0]);
    }

    function _single(ToyVerifier.Claim memory claim) private view returns (bytes memory) {
        return abi.encodeCall(verifier.verify, (_inputs(claim), _times(PARAMETERS), claim.proof));
    }

    function _inputs(ToyVerifier.Claim memory claim) private pure returns (uint256[] memory inputs) {
        inputs = new uint256[](3);
        (inputs[0], inputs[1], inputs[2]) = (claim.inputs[0], claim.inputs[1], claim.inputs[2]);
    }

    function _refused(ToyVerifier.Claim[] memory claims, bytes4 why) private view {
        _refused(_times(PARAMETERS), claims, why);
    }

    function _refused(uint256[2] memory commitment, ToyVerifier.Claim[] memory claims, bytes4 why) private view {
        (bool ok, bytes memory error) =
            address(verifier).staticcall{gas: 5_000_000}(abi.encodeCall(verifier.verifyBatch, (commitment, claims)));
        require(!ok, "accepted");
        require(bytes4(error) == why, "refused for another reason");
    }

    function _claims(uint256 count) private view returns (ToyVerifier.Claim[] memory claims) {
        claims = new ToyVerifier.Claim[](count);
        for (uint256 i = 0; i < count; ++i) {
            claims[i] = _claim(i, PARAMETERS);
        }
    }

    /// a·b = alpha·beta + ic·gamma + p·delta0 + d·delta1 + c·delta2, with b = 1.
    function _claim(uint256 seed, uint256 p) private view returns (ToyVerifier.Claim memory claim) {
        (uint256 a, uint256 d) = (1_000 + seed, 2_000 + seed);
        (claim.inputs[0], claim.inputs[1], claim.inputs[2]) = (100 + seed, 200 + seed, 300 + seed);
        (claim.proof.d, claim.proof.a) = (_times(d), _times(a));
        claim.proof.b = [
            11559732032986387107991004021392285783925812861821192530917403151452391805634,
            10857046999023057135944570762232829481370756359578518086990519993285655852781,
            4082367875863433681332203403145435568316851327593401208105741076214120093531,
            8495653923123431417604973247489272438418190587263600148770280649306958101930
        ];
        uint256 challenge = uint256(
            keccak256(
                abi.encodePacked("plimsoll challenge 1", verifier.KEY_ID(), claim.inputs, _times(p), claim.proof.d)
            )
        ) % R;
        uint256 fold = addmod(claim.inputs[1], mulmod(claim.inputs[2], challenge, R), R);
        fold = addmod(claim.inputs[0], mulmod(fold, challenge, R), R);
        uint256 ic = addmod(31 + mulmod(37, challenge, R), mulmod(41, fold, R), R);
        uint256 others = addmod(11 * 13 + p * 19 + d * 23, mulmod(ic, 17, R), R);
        claim.proof.c = _times(mulmod(addmod(a, R - others, R), _inverse(29), R));
    }

    function _times(uint256 scalar) private view returns (uint256[2] memory point) {
        (bool ok, bytes memory answer) = address(7).staticcall(abi.encode(1, 2, scalar));
        require(ok, "no point");
        (point[0], point[1]) = abi.decode(answer, (uint256, uint256));
    }

    function _add(uint256[2] memory a, uint256[2] memory b) private view returns (uint256[2] memory point) {
        (bool ok, bytes memory answer) = address(6).staticcall(abi.encode(a, b));
        require(ok, "no sum");
        (point[0], point[1]) = abi.decode(answer, (uint256, uint256));
    }

    function _inverse(uint256 x) private view returns (uint256) {
        (, bytes memory answer) = address(5).staticcall(abi.encode(32, 32, 32, x, R - 2, R));
        return abi.decode(answer, (uint256));
    }
}
