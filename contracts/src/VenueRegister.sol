// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {BoundedCall} from "./BoundedCall.sol";
import {Governed} from "./Governed.sol";
import {IAggregatorV3} from "./IAggregatorV3.sol";
import {KeyRegister} from "./KeyRegister.sol";
import {KeyRoutes} from "./KeyRoutes.sol";
import {NoticeTimelock} from "./NoticeTimelock.sol";
import {AssetDisclosure, Reserve, VenueSettings} from "./SolvencyTypes.sol";

/// @title Venues, their reserves and their benchmarks
/// @notice All of it is announced through the timelock, within bounds that
/// nobody can change. The guardian may halt a venue and not resume it.
contract VenueRegister is Governed {
    error SettingsOutOfBounds();
    error VenueUnknown(bytes32 venue);
    error VenueHalted(bytes32 venue);
    error VenueNotHalted(bytes32 venue);
    error NoSuchAsset(uint256 row);
    error ReserveNotAllowed();
    error VaultCountedTwice(address token, address vault);

    event VenueSet(bytes32 indexed venue, VenueSettings settings);
    event ReserveSet(bytes32 indexed venue, bytes32 indexed rules, uint256 indexed row, Reserve reserve);
    event Halted(bytes32 indexed venue, address by);
    event Resumed(bytes32 indexed venue);

    uint256 public constant MAX_DELAY = 2 days;
    uint256 public constant MAX_FRESHNESS = 7 days;
    uint256 public constant MAX_BAND_BPS = 5_000;
    uint256 public constant MAX_HEARTBEAT = 2 days;
    uint256 public constant MAX_VAULTS = 4;

    KeyRegister public immutable KEYS;

    mapping(bytes32 venue => VenueSettings) private _settings;
    /// By rules too: other rules may put another asset on a row.
    mapping(bytes32 venue => mapping(bytes32 rules => mapping(uint256 row => Reserve))) private _reserves;
    /// A vault's balance of a token backs one row of one venue.
    mapping(address token => mapping(address vault => bool)) public isCounted;
    mapping(bytes32 venue => bool) public isHalted;
    /// When it was last halted.
    mapping(bytes32 venue => uint256) public haltedAt;

    constructor(NoticeTimelock timelock, address firstGuardian, KeyRegister keys) Governed(timelock, firstGuardian) {
        KEYS = keys;
    }

    /// @notice Registers a venue or changes its settings.
    function setVenue(bytes32 venue, VenueSettings calldata s) external onlyGovernance {
        bool fits = s.authority != address(0) && s.maxDelay >= 1 && s.maxDelay <= MAX_DELAY && s.freshness >= 1
            && s.freshness <= MAX_FRESHNESS && s.cadence >= 1 && s.cadence <= s.freshness;
        bool benchmark = s.benchmark == address(0)
            || (s.bandBps >= 1 && s.bandBps <= MAX_BAND_BPS && s.heartbeat >= 1 && s.heartbeat <= MAX_HEARTBEAT);
        if (!fits || !benchmark) revert SettingsOutOfBounds();
        if (!KEYS.rulesOf(s.rules).registered) revert KeyRoutes.RulesUnknown(s.rules);
        _settings[venue] = s;
        emit VenueSet(venue, s);
    }

    /// @notice Where an asset's money is; no vaults for nowhere. That the row of
    /// the published parameters is this token, with lots of this size, is
    /// governance's word: the parameters' hash cannot be opened here.
    function setReserve(bytes32 venue, bytes32 rules, uint256 row, Reserve calldata next) external onlyGovernance {
        _venue(venue);
        if (row == 0 || row > KEYS.rulesOf(rules).assets) revert NoSuchAsset(row);
        bool none = next.vaults.length == 0;
        if (next.vaults.length > MAX_VAULTS || none != (next.unitsPerLot == 0)) revert ReserveNotAllowed();

        Reserve storage reserve = _reserves[venue][rules][row];
        for (uint256 i = 0; i < reserve.vaults.length; ++i) {
            isCounted[reserve.token][reserve.vaults[i]] = false;
        }
        for (uint256 i = 0; i < next.vaults.length; ++i) {
            address vault = next.vaults[i];
            if (isCounted[next.token][vault]) revert VaultCountedTwice(next.token, vault);
            isCounted[next.token][vault] = true;
        }
        _reserves[venue][rules][row] = next;
        emit ReserveSet(venue, rules, row, next);
    }

    /// @notice Stops a venue: its status reads Halted and nothing is sealed.
    function halt(bytes32 venue) external onlyGuardianOrGovernance {
        _venue(venue);
        if (isHalted[venue]) revert VenueHalted(venue);
        isHalted[venue] = true;
        haltedAt[venue] = block.timestamp;
        emit Halted(venue, msg.sender);
    }

    /// @notice Lets a venue go on.
    function resume(bytes32 venue) external onlyGovernance {
        if (!isHalted[venue]) revert VenueNotHalted(venue);
        isHalted[venue] = false;
        emit Resumed(venue);
    }

    function settingsOf(bytes32 venue) external view returns (VenueSettings memory) {
        return _settings[venue];
    }

    function reserveOf(bytes32 venue, bytes32 rules, uint256 row) external view returns (Reserve memory) {
        return _reserves[venue][rules][row];
    }

    /// @notice A registered venue's settings, while it is not halted.
    function running(bytes32 venue) external view returns (VenueSettings memory s) {
        s = _venue(venue);
        if (isHalted[venue]) revert VenueHalted(venue);
    }

    /// @notice Whether what is in the vaults now is at least what is held of every
    /// asset.
    /// @dev Fund and house holdings count: a number in a ledger is no money.
    /// What borrowers owe is not taken off. A book that holds nothing of any asset
    /// shows nothing by it, and is not covered.
    function reservesCover(bytes32 venue, bytes32 rules, AssetDisclosure[] calldata assets)
        external
        view
        returns (bool covered)
    {
        for (uint256 i = 0; i < assets.length; ++i) {
            uint256 lots = assets[i].customersLong + assets[i].ownLong;
            if (lots == 0) continue;
            Reserve memory reserve = _reserves[venue][rules][i + 1];
            if (reserve.unitsPerLot == 0) return false;
            if (_held(reserve) < lots * reserve.unitsPerLot) return false;
            covered = true;
        }
    }

    /// @notice The benchmark's price; 0 if none is registered, or it fails.
    function price(bytes32 venue) external view returns (int192) {
        VenueSettings storage s = _settings[venue];
        return s.benchmark == address(0) ? int192(0) : _price(s);
    }

    /// @notice Whether prices are still where they were at sealing.
    function withinBand(bytes32 venue, int192 sealedPrice) external view returns (bool) {
        VenueSettings storage s = _settings[venue];
        if (s.benchmark == address(0)) return true;
        int256 now_ = _price(s);
        if (sealedPrice <= 0 || now_ <= 0) return false;
        int256 before = sealedPrice;
        uint256 moved = uint256(now_ > before ? now_ - before : before - now_);
        return moved * 10_000 <= uint256(before) * s.bandBps;
    }

    /// A balance that cannot be read is nothing.
    function _held(Reserve memory reserve) private view returns (uint256 held) {
        for (uint256 i = 0; i < reserve.vaults.length; ++i) {
            uint256 balance;
            if (reserve.token == address(0)) {
                balance = reserve.vaults[i].balance;
            } else {
                bytes memory call = abi.encodeCall(IERC20.balanceOf, (reserve.vaults[i]));
                (, uint256[5] memory answer) = BoundedCall.words(reserve.token, call, 1);
                balance = answer[0];
            }
            // Beyond all money there is: a token that lies must not overflow.
            held += balance > type(uint240).max ? type(uint240).max : balance;
        }
    }

    /// The benchmark's price; 0 if it fails, is old, or makes no sense.
    function _price(VenueSettings storage s) private view returns (int192) {
        bytes memory call = abi.encodeCall(IAggregatorV3.latestRoundData, ());
        (bool ok, uint256[5] memory round) = BoundedCall.words(s.benchmark, call, 5);
        (uint256 answer, uint256 updated) = (round[1], round[3]);
        bool sound = ok && answer <= uint192(type(int192).max) && updated <= block.timestamp
            && block.timestamp - updated <= s.heartbeat;
        // forge-lint: disable-next-line(unsafe-typecast)
        return sound ? int192(uint192(answer)) : int192(0);
    }

    function _venue(bytes32 venue) private view returns (VenueSettings storage s) {
        s = _settings[venue];
        if (s.authority == address(0)) revert VenueUnknown(venue);
    }
}
