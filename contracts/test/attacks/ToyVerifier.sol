// SPDX-License-Identifier: MIT OR Apache-2.0
// The template of snark/src/solidity, filled with a key whose trapdoor is known.
pragma solidity ^0.8.28;

/// @title ToyVerifier: verifies proofs of one Plimsoll circuit under one key
/// @custom:security INSECURE. ONE PARTY MADE THIS KEY ALONE, AND WHOEVER KNOWS
/// ITS TRAPDOOR PROVES WHATEVER THEY LIKE. FOR TESTS ONLY: LET NOTHING OF VALUE
/// DEPEND ON THIS CONTRACT. SINGLE_PARTY_KEY says so on chain.
/// @notice `verify` returns if the proof shows knowledge of a witness of the
/// circuit 0x0000000000000000000000000000000000000000000000000000000000000c1c
/// with these public inputs, and reverts, saying why, if it does not. It gives
/// no boolean that a caller could forget to look at.
///
/// Key 0x000000000000000000000000000000000000000000000000000000000000070e,
/// three stages, 3 public inputs. Generated; do not edit.
/// @dev What a caller must know:
/// - Nothing here knows what an input means. Compare each with what it must be.
/// - The parameters' commitment is the caller's too. The proof is bound to it,
///   but which table it commits to is for other proofs to show.
/// - Anyone can turn a proof into another of the same claim. Never use a proof,
///   or the calldata that held it, as an identifier.
/// - A revert is no evidence against a prover: too little gas reverts as well.
///
/// e(A,B) = ...
/// is checked as one product of pairings that is 1. The contract has no storage
/// and no owner, and calls nothing but the precompiles of EIP-196 and EIP-197.
/// These check that points are on their curves, and that of EIP-197 that B is
/// in the right subgroup; canonical coordinates and the identity are for here.
contract ToyVerifier {
    /// keccak-256 of the key's canonical bytes.
    bytes32 public constant KEY_ID = 0x000000000000000000000000000000000000000000000000000000000000070e;
    /// SHA-256 of the circuit's rows.
    bytes32 public constant CIRCUIT = 0x0000000000000000000000000000000000000000000000000000000000000c1c;
    /// How many public inputs a claim has.
    uint256 public constant INPUTS = 3;
    /// One party made the key alone: fit for tests only.
    bool public constant SINGLE_PARTY_KEY = true;

    /// A G1 point is x, y. A G2 point is x1, x0, y1, y0: imaginary parts first.
    struct Proof {
        uint256[2] a;
        uint256[4] b;
        uint256[2] c;
        /// The first stage, which the challenge binds.
        uint256[2] d;
    }

    /// In a batch. Its length is known, so that many stand one after the other.
    struct Claim {
        uint256[INPUTS] inputs;
        Proof proof;
    }

    /// Where an error is.
    enum Element {
        A,
        B,
        C,
        D,
        Parameters
    }

    /// There are not as many public inputs as the key has.
    error InputCount(uint256 given, uint256 expected);
    /// An input is not below the group's order: it would be another's alias.
    error InputNotReduced(uint256 position);
    /// A coordinate is not below the base field's modulus.
    error CoordinateNotReduced(Element element);
    /// A point is the identity, which no honest proof has.
    error IdentityPoint(Element element);
    /// A batch of no claims would prove nothing.
    error EmptyBatch();
    /// A point is not on its curve, or not in its subgroup.
    error PointNotInGroup();
    /// A precompile had less gas than it may need.
    error NotEnoughGas();
    /// This chain lacks a precompile of EIP-196 or EIP-197.
    error PrecompileMissing();
    /// All is well-formed, and the pairings do not balance.
    error ProofInvalid();

    /// The base field's modulus, and the group's order.
    uint256 private constant Q = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
    uint256 private constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

    // The key. IC0 stands for the constant 1, IC1 for the challenge,
    // IC2 for what the inputs fold into.
    uint256 private constant ALPHA_X = 0x2a14705537b009189da8808651eecdb82482477fe92ac12ca8b71f80fc3d49ef;
    uint256 private constant ALPHA_Y = 0x2df7ee7f243ea8b38e1ddf14029258877a618c779fd4717db6177e19ea67ec38;
    uint256 private constant BETA_X1 = 0x009edaf0698a8c56f51139588acc094cee3c37d427bb6d2eab830aae529097d1;
    uint256 private constant BETA_X0 = 0x23ad66f3a7cca9dc75049635faebd124316244b91de5fb2764cd151572a905f7;
    uint256 private constant BETA_Y1 = 0x2700e8a29b7bb45f3022a18a07bdc66d0254559e17cce64e3b4ad21578fcf410;
    uint256 private constant BETA_Y0 = 0x1ad4f87d3b4375a39988ac099b042b1e7c0c715678e4c2bea8905f607cf950f8;
    uint256 private constant GAMMA_X1 = 0x227071bba5ff3b47ed8b504bb5b215bc701d7a3259b933bff1a4164eae499c2c;
    uint256 private constant GAMMA_X0 = 0x0c51a367b61d3119677b29739ddccbb78002b5558d8f49ff16e299c1b41f8098;
    uint256 private constant GAMMA_Y1 = 0x08bb188b2a6187bb1e87834c85a6a917763d65b98febf2c45ea339dd77fac415;
    uint256 private constant GAMMA_Y0 = 0x18fd2fd13be8494c39e8a91325d1ef3ba7d1a205d10788e38bc9e09d9be87769;
    uint256 private constant DELTA0_X1 = 0x25407be35f18c6594174374841311466c0e66ff003762448c06bca4fa5e9c54e;
    uint256 private constant DELTA0_X0 = 0x15cbba9ab73bc73d0ba4ad132a15cb0c73107a9c19b040c4c73d89f6bf75404d;
    uint256 private constant DELTA0_Y1 = 0x1edef86c1a42fa85ab6ae8d268a7e9b46890b2130dd83b91c86c504cf1f93fbf;
    uint256 private constant DELTA0_Y0 = 0x2c750c045112e4ab07f18b12475309cebdcb726bda1ca9948bacd498a28cf411;
    uint256 private constant DELTA1_X1 = 0x20aed49b057e12a470c54516c18d054a34c29b54f19f28f2ca16a1d6fae791cc;
    uint256 private constant DELTA1_X0 = 0x22f6d37939602e288847e4f9e2a0ed45ac540928172af7362ee7142cbaf32ae9;
    uint256 private constant DELTA1_Y1 = 0x22e59db5f68e34350a3b74b87e4e89f491caafdeb348d777b4ec6ee2aec87a42;
    uint256 private constant DELTA1_Y0 = 0x0c0f54d50730e7973babf92db45e2d0bfb38a861c0803da6a91f84054090ed69;
    uint256 private constant DELTA2_X1 = 0x01cf2a133d7ef6f147fbb6ca741560a3e3e29b2289b072425f9b4ee5d1d4df43;
    uint256 private constant DELTA2_X0 = 0x135753ec2345d0a7afed8b315842be0d4a8bfe12aabfc17e1ef505a6a101bac8;
    uint256 private constant DELTA2_Y1 = 0x058c1fa13bffdcfa53a4050df9f5989ef6f2e85779b697fb70fd3fd6d1b8d5f0;
    uint256 private constant DELTA2_Y0 = 0x1ea2d9ee6b6bf93f13ba95c0b2ff4d86bc4bb03fa5fd1301cade34ff52cc4983;
    uint256 private constant IC0_X = 0x14b4fa251277a6f4cbbfe379a152a976641f58a4a2bffd3b677ea093bdad853c;
    uint256 private constant IC0_Y = 0x28ce094a6d16280abcf8d84efa062c85511819dd87d8da255885ce0580ebee36;
    uint256 private constant IC1_X = 0x24f253a56d4badbe5f105ae102f14cf23ecb3a3892640ed1edb49c9d9e45d063;
    uint256 private constant IC1_Y = 0x1392ab50e020ade3c6069f16bf09d1ac4ebe686a3063ce392a0ea2b7ec03f6b1;
    uint256 private constant IC2_X = 0x235658752a7ef475c544c746269813ac4192b73534cc667df0cfa5b4a76589b3;
    uint256 private constant IC2_Y = 0x0106c4ad7d200e59f40aa8d0ae719339319fd3dd3bad23e3d396b46fdc166d18;

    // Bytes of a G1 point, of a G2 point, and of one pair for the pairing.
    uint256 private constant G1 = 0x40;
    uint256 private constant G2 = 0x80;
    uint256 private constant PAIR = 0xc0;

    // The key's own pairs follow the proofs' pairs (-A, B), in this order.
    uint256 private constant AT_ALPHA = 0;
    uint256 private constant AT_INPUTS = PAIR;
    uint256 private constant AT_PARAMETERS = 2 * PAIR;
    uint256 private constant AT_D = (KEY_PAIRS - 2) * PAIR;
    uint256 private constant AT_C = (KEY_PAIRS - 1) * PAIR;
    uint256 private constant KEY_PAIRS = 5;

    // Twice the prices of EIP-1108. A precompile that refuses its input burns
    // all the gas it was given, so it is not given everything; a price that
    // rises one day must not stop a contract that nobody can change.
    uint256 private constant ADD_GAS = 300;
    uint256 private constant MUL_GAS = 12_000;
    uint256 private constant PAIRING_GAS = 90_000;
    uint256 private constant PAIRING_GAS_EACH = 68_000;

    /// @notice Returns if the claim's proof is valid.
    /// @param inputs The public inputs but the challenge, each below R.
    /// @param parametersCommitment The commitment to the parameter stage.
    /// @param proof The proof.
    function verify(uint256[] calldata inputs, uint256[2] calldata parametersCommitment, Proof calldata proof)
        external
        view
    {
        uint256[INPUTS] calldata counted = _counted(inputs);
        _checkPoints(proof);
        _checkPoint(parametersCommitment, Element.Parameters);
        uint256 challenge = _challenge(counted, parametersCommitment, proof.d);

        uint256 pairs = _reserve((1 + KEY_PAIRS) * PAIR);
        _copy(pairs, proof.a);
        _negate(pairs);
        _copyG2(pairs + G1, proof.b);

        uint256 key = pairs + PAIR;
        _put(key + AT_ALPHA, ALPHA_X, ALPHA_Y);
        _put(key + AT_INPUTS, IC0_X, IC0_Y);
        _addInputs(key + AT_INPUTS, challenge, _fold(counted, challenge));
        _copy(key + AT_PARAMETERS, parametersCommitment);
        _copy(key + AT_D, proof.d);
        _copy(key + AT_C, proof.c);
        _putKey(key);
        _requireProductIsOne(pairs, 1 + KEY_PAIRS);
    }

    /// @notice Returns if every claim's proof is valid. Costs one pairing a
    /// claim; which claim is to blame for a revert, `verify` tells.
    /// @param parametersCommitment The commitment of all claims.
    /// @param claims The claims, each of as many inputs as the key has.
    /// @dev Sound because the coefficients are drawn from a hash of everything
    /// in every claim: a batch with a bad claim passes by a chance of 2^-128.
    function verifyBatch(uint256[2] calldata parametersCommitment, Claim[] calldata claims) external view {
        uint256 count = claims.length;
        if (count == 0) revert EmptyBatch();
        _checkPoint(parametersCommitment, Element.Parameters);
        bytes32 seed = _checkAndHash(parametersCommitment, claims);

        uint256 pairs = _reserve((count + KEY_PAIRS) * PAIR);
        uint256 key = pairs + count * PAIR;
        _put(key + AT_D, 0, 0);
        _put(key + AT_C, 0, 0);

        uint256 weights = 0;
        uint256 ofChallenges = 0;
        uint256 ofFolds = 0;
        // Weights have 128 bits, and no place is near the end of memory.
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                Claim calldata claim = claims[i];
                uint256 weight = _coefficient(seed, i);
                weights += weight;
                uint256 challenge = _challenge(claim.inputs, parametersCommitment, claim.proof.d);
                ofChallenges = addmod(ofChallenges, mulmod(weight, challenge, R), R);
                ofFolds = addmod(ofFolds, mulmod(weight, _fold(claim.inputs, challenge), R), R);
                _addTerms(pairs + i * PAIR, key, claim.proof, weight);
            }
        }
        _mul(key + AT_ALPHA, ALPHA_X, ALPHA_Y, weights);
        _mul(key + AT_INPUTS, IC0_X, IC0_Y, weights);
        _addInputs(key + AT_INPUTS, ofChallenges, ofFolds);
        // One for all claims, so one multiplication.
        _mul(key + AT_PARAMETERS, parametersCommitment[0], parametersCommitment[1], weights);
        _putKey(key);
        _requireProductIsOne(pairs, count + KEY_PAIRS);
    }

    /// As many inputs as the key has.
    function _counted(uint256[] calldata inputs) private pure returns (uint256[INPUTS] calldata counted) {
        if (inputs.length != INPUTS) revert InputCount(inputs.length, INPUTS);
        assembly ("memory-safe") {
            counted := inputs.offset
        }
    }

    /// What the precompiles do not check, or not with so clear an error.
    function _checkPoints(Proof calldata proof) private pure {
        _checkPoint(proof.a, Element.A);
        uint256[4] calldata b = proof.b;
        if (b[0] >= Q || b[1] >= Q || b[2] >= Q || b[3] >= Q) revert CoordinateNotReduced(Element.B);
        if (b[0] | b[1] | b[2] | b[3] == 0) revert IdentityPoint(Element.B);
        _checkPoint(proof.c, Element.C);
        _checkPoint(proof.d, Element.D);
    }

    function _checkPoint(uint256[2] calldata point, Element element) private pure {
        if (point[0] >= Q || point[1] >= Q) revert CoordinateNotReduced(element);
        if (point[0] | point[1] == 0) revert IdentityPoint(element);
    }

    /// The challenge of a claim, which is computed here and never read. KEY_ID
    /// fixes how many words follow, so nothing can be shifted.
    function _challenge(
        uint256[INPUTS] calldata inputs,
        uint256[2] calldata parametersCommitment,
        uint256[2] calldata d
    ) private pure returns (uint256) {
        return uint256(keccak256(abi.encodePacked("plimsoll challenge 1", KEY_ID, inputs, parametersCommitment, d))) % R;
    }

    /// What stands for all inputs among the key's: the sum of each times a
    /// power of the challenge, the first times 1.
    function _fold(uint256[INPUTS] calldata inputs, uint256 challenge) private pure returns (uint256 sum) {
        bool reduced = true;
        assembly ("memory-safe") {
            for { let place := mul(INPUTS, 0x20) } place {} {
                place := sub(place, 0x20)
                let input := calldataload(add(inputs, place))
                sum := addmod(mulmod(sum, challenge, R), input, R)
                reduced := and(lt(input, R), reduced)
            }
        }
        if (!reduced) _failInputs(inputs);
    }

    /// Says which input is not reduced.
    function _failInputs(uint256[INPUTS] calldata inputs) private pure {
        for (uint256 i = 0; i < INPUTS; ++i) {
            if (inputs[i] >= R) revert InputNotReduced(i);
        }
    }

    /// Adds a claim's points to a batch: a pair of its own for A and B, the
    /// rest to the key's pairs.
    function _addTerms(uint256 pair, uint256 key, Proof calldata proof, uint256 weight) private view {
        // No place is near the end of memory.
        unchecked {
            _mul(pair, proof.a[0], proof.a[1], weight);
            _negate(pair);
            _copyG2(pair + G1, proof.b);
            _addMul(key + AT_D, proof.d[0], proof.d[1], weight);
            _addMul(key + AT_C, proof.c[0], proof.c[1], weight);
        }
    }

    /// Checks every claim; a hash of the key and of everything in the claims.
    function _checkAndHash(uint256[2] calldata parametersCommitment, Claim[] calldata claims)
        private
        pure
        returns (bytes32 seed)
    {
        bytes16 tag = "plimsoll batch 1";
        bytes32 id = KEY_ID;
        uint256 count = claims.length;
        uint256 start;
        uint256 place;
        // Free memory, used up before anything else is put there.
        assembly ("memory-safe") {
            start := mload(0x40)
            mstore(start, tag)
            mstore(add(start, 16), id)
            mstore(add(start, 48), shl(192, count))
            place := add(start, 56)
        }
        for (uint256 i = 0; i < count; ++i) {
            Claim calldata claim = claims[i];
            uint256[INPUTS] calldata inputs = claim.inputs;
            Proof calldata proof = claim.proof;
            _checkPoints(proof);
            // In a proof, a is at 0, b at 0x40, c at 0xc0 and d at 0x100.
            assembly ("memory-safe") {
                mstore(place, shl(192, INPUTS))
                place := add(place, 8)
                calldatacopy(place, inputs, mul(INPUTS, 0x20))
                place := add(place, mul(INPUTS, 0x20))
                calldatacopy(place, parametersCommitment, G1)
                place := add(place, G1)
                calldatacopy(place, add(proof, 0x100), G1)
                place := add(place, G1)
                calldatacopy(place, proof, G1)
                calldatacopy(add(place, G1), add(proof, 0xc0), G1)
                calldatacopy(add(place, 0x80), add(proof, G1), G2)
                place := add(place, 0x100)
            }
        }
        assembly ("memory-safe") {
            seed := keccak256(start, sub(place, start))
        }
    }

    /// The coefficient of a claim in a batch: 128 bits.
    function _coefficient(bytes32 seed, uint256 position) private pure returns (uint256 coefficient) {
        assembly ("memory-safe") {
            mstore(0x00, seed)
            mstore(0x20, shl(192, position))
            coefficient := shr(128, keccak256(0x00, 40))
        }
    }

    /// Writes the key's G2 points behind their G1 points, once these are there:
    /// their places are where products are made until then.
    function _putKey(uint256 key) private pure {
        assembly ("memory-safe") {
            mstore(add(key, 0x040), BETA_X1)
            mstore(add(key, 0x060), BETA_X0)
            mstore(add(key, 0x080), BETA_Y1)
            mstore(add(key, 0x0a0), BETA_Y0)
            mstore(add(key, 0x100), GAMMA_X1)
            mstore(add(key, 0x120), GAMMA_X0)
            mstore(add(key, 0x140), GAMMA_Y1)
            mstore(add(key, 0x160), GAMMA_Y0)
            mstore(add(key, 0x1c0), DELTA0_X1)
            mstore(add(key, 0x1e0), DELTA0_X0)
            mstore(add(key, 0x200), DELTA0_Y1)
            mstore(add(key, 0x220), DELTA0_Y0)
            mstore(add(key, 0x280), DELTA1_X1)
            mstore(add(key, 0x2a0), DELTA1_X0)
            mstore(add(key, 0x2c0), DELTA1_Y1)
            mstore(add(key, 0x2e0), DELTA1_Y0)
            mstore(add(key, 0x340), DELTA2_X1)
            mstore(add(key, 0x360), DELTA2_X0)
            mstore(add(key, 0x380), DELTA2_Y1)
            mstore(add(key, 0x3a0), DELTA2_Y0)
        }
    }

    /// Adds both scalars times their points of the key to the point at `to`.
    function _addInputs(uint256 to, uint256 challenge, uint256 folded) private view {
        _addMul(to, IC1_X, IC1_Y, challenge);
        _addMul(to, IC2_X, IC2_Y, folded);
    }

    /// The product of the pairings is 1. The precompile checks every point: its
    /// curve, and the subgroup of those in G2.
    function _requireProductIsOne(uint256 pairs, uint256 count) private view {
        uint256 available = gasleft();
        uint256 bound = PAIRING_GAS + count * PAIRING_GAS_EACH;
        bool success;
        bool answered;
        uint256 product;
        assembly ("memory-safe") {
            // The answer takes the place of the first pair.
            success := staticcall(bound, 8, pairs, mul(count, PAIR), pairs, 0x20)
            answered := eq(returndatasize(), 0x20)
            product := mload(pairs)
        }
        if (!success || !answered) _fail(success, available, bound);
        if (product != 1) revert ProofInvalid();
    }

    /// Writes scalar times (x, y) to the pair at `to`.
    function _mul(uint256 to, uint256 x, uint256 y, uint256 scalar) private view {
        uint256 available = gasleft();
        bool success;
        bool answered;
        assembly ("memory-safe") {
            mstore(to, x)
            mstore(add(to, 0x20), y)
            mstore(add(to, G1), scalar)
            success := staticcall(MUL_GAS, 7, to, 0x60, to, G1)
            answered := eq(returndatasize(), G1)
        }
        if (!success || !answered) _fail(success, available, MUL_GAS);
    }

    /// Adds scalar times (x, y) to the point of the pair at `to`.
    function _addMul(uint256 to, uint256 x, uint256 y, uint256 scalar) private view {
        uint256 available = gasleft();
        bool success;
        bool answered;
        assembly ("memory-safe") {
            // Behind the point, where the two are what is added.
            let product := add(to, G1)
            mstore(product, x)
            mstore(add(product, 0x20), y)
            mstore(add(product, 0x40), scalar)
            success := staticcall(MUL_GAS, 7, product, 0x60, product, G1)
            answered := eq(returndatasize(), G1)
            // Wasted if the first call failed, and both must succeed.
            success := and(staticcall(ADD_GAS, 6, to, 0x80, to, G1), success)
            answered := and(eq(returndatasize(), G1), answered)
        }
        if (!success || !answered) _fail(success, available, MUL_GAS + ADD_GAS);
    }

    /// Says why a precompile gave no answer. Where there is none, the call
    /// succeeds, and what should be the answer is whatever was there before:
    /// that is why the length of every answer is looked at.
    function _fail(bool success, uint256 available, uint256 bound) private pure {
        if (success) revert PrecompileMissing();
        // A call gets at most 63/64 of what there is.
        if (available - available / 64 < bound) revert NotEnoughGas();
        revert PointNotInGroup();
    }

    /// Takes so many bytes of memory, not cleared.
    function _reserve(uint256 size) private pure returns (uint256 place) {
        assembly ("memory-safe") {
            place := mload(0x40)
            mstore(0x40, add(place, size))
        }
    }

    function _put(uint256 to, uint256 x, uint256 y) private pure {
        assembly ("memory-safe") {
            mstore(to, x)
            mstore(add(to, 0x20), y)
        }
    }

    function _copy(uint256 to, uint256[2] calldata point) private pure {
        assembly ("memory-safe") {
            calldatacopy(to, point, G1)
        }
    }

    function _copyG2(uint256 to, uint256[4] calldata point) private pure {
        assembly ("memory-safe") {
            calldatacopy(to, point, G2)
        }
    }

    /// Turns (x, y) into (x, -y), and the identity into itself.
    function _negate(uint256 place) private pure {
        assembly ("memory-safe") {
            let y := add(place, 0x20)
            mstore(y, mod(sub(Q, mload(y)), Q))
        }
    }
}
