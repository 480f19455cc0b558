// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// What Foundry gives to tests.
interface Vm {
    function readFile(string calldata path) external view returns (string memory);
    function parseJsonStringArray(string calldata json, string calldata key) external pure returns (string[] memory);
    function parseJsonBytesArray(string calldata json, string calldata key) external pure returns (bytes[] memory);
    function parseJsonUintArray(string calldata json, string calldata key) external pure returns (uint256[] memory);
    function mockCall(address target, bytes calldata data, bytes calldata answer) external;
    function clearMockedCalls() external;
    function deployCode(string calldata artifact) external returns (address);
}

/// Makes the calls that snark/tests/solidity.rs wrote to JSON files, where Rust
/// has judged each already, and compares.
contract VerifiersTest {
    event log_named_uint(string key, uint256 value);

    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    /// More than any call here may need.
    uint256 private constant PLENTY = 10_000_000;

    mapping(string name => address) private contracts;

    struct Calls {
        string[] names;
        string[] targets;
        bytes[] calls;
    }

    function setUp() public {
        string[] memory names = VM.parseJsonStringArray(VM.readFile("contracts.json"), ".names");
        for (uint256 i = 0; i < names.length; ++i) {
            contracts[names[i]] = VM.deployCode(string.concat(names[i], ".sol:", names[i]));
            require(contracts[names[i]].code.length <= 24_576, "the contract is too long");
        }
    }

    /// Every case ends as in Rust: nothing is returned, or the right error.
    function testCases() public {
        (Calls memory cases, string memory json) = _read("cases.json");
        string[] memory errors = VM.parseJsonStringArray(json, ".errors");
        uint256 accepted = 0;
        for (uint256 i = 0; i < cases.names.length; ++i) {
            (bool ok, bytes memory answer) = contracts[cases.targets[i]].staticcall{gas: PLENTY}(cases.calls[i]);
            if (bytes(errors[i]).length == 0) {
                require(ok && answer.length == 0, string.concat("refused: ", cases.names[i]));
                ++accepted;
            } else {
                require(!ok, string.concat("ACCEPTED: ", cases.names[i]));
                bytes4 expected = bytes4(keccak256(bytes(errors[i])));
                require(bytes4(answer) == expected, string.concat("another error: ", cases.names[i]));
            }
        }
        emit log_named_uint("cases accepted", accepted);
        emit log_named_uint("cases refused", cases.names.length - accepted);
    }

    /// Functions that answer, answer as in Rust.
    function testAnswers() public {
        (Calls memory cases, string memory json) = _read("answers.json");
        bytes[] memory answers = VM.parseJsonBytesArray(json, ".answers");
        for (uint256 i = 0; i < cases.names.length; ++i) {
            (bool ok, bytes memory answer) = contracts[cases.targets[i]].staticcall(cases.calls[i]);
            require(ok && keccak256(answer) == keccak256(answers[i]), cases.names[i]);
        }
        emit log_named_uint("answers", cases.names.length);
    }

    /// No bit of a call can be flipped: of the proof, the inputs, the
    /// commitment, nor of the offsets and lengths around them. Where all would
    /// take long, one bit in every stride.
    function testFlippedBits() public {
        (Calls memory cases, string memory json) = _read("flips.json");
        uint256[] memory strides = VM.parseJsonUintArray(json, ".strides");
        for (uint256 i = 0; i < cases.names.length; ++i) {
            address target = contracts[cases.targets[i]];
            bytes memory data = cases.calls[i];
            uint256 flips = 0;
            // Behind the selector.
            for (uint256 bit = 32; bit < 8 * data.length; bit += strides[i]) {
                data[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
                require(!_try(target, data, PLENTY), cases.names[i]);
                data[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
                ++flips;
            }
            require(_try(target, data, PLENTY), cases.names[i]);
            emit log_named_uint(string.concat("bits flipped in a call of ", cases.names[i]), flips);
        }
    }

    /// A call that is cut short is refused, wherever it is cut.
    function testCutCalls() public view {
        (Calls memory cases,) = _read("flips.json");
        for (uint256 i = 0; i < cases.names.length; ++i) {
            address target = contracts[cases.targets[i]];
            bytes memory data = cases.calls[i];
            for (uint256 length = data.length; length > 0;) {
                --length;
                assembly ("memory-safe") {
                    mstore(data, length)
                }
                require(!_try(target, data, PLENTY), cases.names[i]);
            }
        }
    }

    /// Whatever the gas, an honest call is refused or does all of its work.
    function testLittleGas() public view {
        (Calls memory cases,) = _read("gas.json");
        for (uint256 i = 0; i < cases.names.length; ++i) {
            address target = contracts[cases.targets[i]];
            uint256 needed = _gas(target, cases.calls[i]);
            for (uint256 given = 0; given < needed - 5_000; given += 7_001) {
                require(!_try(target, cases.calls[i], given), cases.names[i]);
            }
            // What the last call may not use up, by the 63/64 rule, comes on top.
            require(_try(target, cases.calls[i], needed + needed / 32), cases.names[i]);
        }
    }

    /// A chain whose precompiles answer nothing, or something else than a 1.
    function testStrangePrecompiles() public {
        (Calls memory cases,) = _read("gas.json");
        bytes[5] memory answers = [bytes(""), hex"01", abi.encode(0), abi.encode(2), abi.encode(1, 2)];
        for (uint160 precompile = 6; precompile <= 8; ++precompile) {
            for (uint256 k = 0; k < answers.length; ++k) {
                VM.mockCall(address(precompile), "", answers[k]);
                for (uint256 i = 0; i < cases.names.length; ++i) {
                    (bool ok, bytes memory answer) = contracts[cases.targets[i]].staticcall{gas: PLENTY}(cases.calls[i]);
                    require(!ok, cases.names[i]);
                    bool missing = bytes4(answer) == bytes4(keccak256("PrecompileMissing()"));
                    require(missing || answers[k].length > 0, string.concat("another error: ", cases.names[i]));
                }
                VM.clearMockedCalls();
            }
        }
    }

    /// The figures.
    function testGas() public {
        (Calls memory cases,) = _read("gas.json");
        for (uint256 i = 0; i < cases.names.length; ++i) {
            emit log_named_uint(
                string.concat("gas of ", cases.names[i]), _gas(contracts[cases.targets[i]], cases.calls[i])
            );
        }
        string[] memory names = VM.parseJsonStringArray(VM.readFile("contracts.json"), ".names");
        for (uint256 i = 0; i < names.length; ++i) {
            emit log_named_uint(string.concat("bytes of ", names[i]), contracts[names[i]].code.length);
        }
    }

    function _read(string memory file) private view returns (Calls memory calls, string memory json) {
        json = VM.readFile(file);
        calls.names = VM.parseJsonStringArray(json, ".names");
        calls.targets = VM.parseJsonStringArray(json, ".targets");
        calls.calls = VM.parseJsonBytesArray(json, ".calls");
        require(calls.names.length > 0, "no calls were read");
    }

    function _try(address target, bytes memory data, uint256 given) private view returns (bool ok) {
        assembly ("memory-safe") {
            ok := staticcall(given, target, add(data, 0x20), mload(data), 0, 0)
        }
    }

    /// The gas of a call to a contract that was called before.
    function _gas(address target, bytes memory data) private view returns (uint256) {
        require(_try(target, data, PLENTY), "the call to measure is refused");
        uint256 before = gasleft();
        _try(target, data, PLENTY);
        return before - gasleft();
    }
}
